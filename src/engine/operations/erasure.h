// Forgetting one person, for profiles.erase and profiles.delete.
#pragma once

#include "engine/operations/shapes.h"

namespace beckon::engine {

struct Erased {
  schema::Value receipt;
};
Erased erase_profile(Workspace& workspace, const ProfileRequest& request);

} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<Erased> {
  static constexpr auto fields() {
    return std::tuple{
        required("receipt", &Erased::receipt,
                 "profile, erased_at, how many identifiers, traits, events, entries, sends, "
                 "consents and journal records were erased, how many targets are to forget too; "
                 "redacted is false while a full disk, or somebody who goes on reading the "
                 "journal, keeps "
                 "it from being redacted")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema
