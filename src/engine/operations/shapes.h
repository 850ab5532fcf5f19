// Requests and responses that several nouns share, and what their handlers share.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "engine/definitions.h"
#include "engine/operations/registry.h"
#include "engine/workspace.h"
#include "schema/describe.h"

namespace beckon::engine {

struct KeyRequest {
  std::string key;
};
struct VersionRequest {
  std::string key;
  std::optional<uint32_t> version;
};
struct PageRequest {
  std::string cursor;
  uint32_t limit = 100;
};
struct KeyPageRequest {
  std::string key;
  std::string cursor;
  uint32_t limit = 100;
};
struct ProfileRequest {
  schema::Value profile;
};
struct KeyProfileRequest {
  std::string key;
  schema::Value profile;
};
struct Empty {};

struct Published {
  std::string key;
  uint32_t version = 0;
};
struct Items {
  std::vector<schema::Value> items;
  std::optional<std::string> cursor; // absent: this was the last page
};
struct Document {
  std::string key;
  uint32_t version = 0;
  std::optional<std::string> status;
  schema::Time created_at, updated_at;
  schema::Value definition;
};

// Throws invalid_request when the cursor is none that a listing gave.
uint64_t read_cursor(const std::string& cursor);

// Publishes a document. `create`: conflict when the key is taken; else not_found when it is not.
Published publish(Workspace& workspace, DefinitionKind kind, const std::string& key,
                  const schema::Value& document, bool create, bool start_flows = false);
// The document of a definition, of its current version unless one is named.
Document get_document(Workspace& workspace, DefinitionKind kind, const VersionRequest& request);
// All current definitions of a kind, by key.
Items list_documents(Workspace& workspace, DefinitionKind kind, const PageRequest& request);
Empty erase_document(Workspace& workspace, DefinitionKind kind, const std::string& key);
// Keys are what addresses of the server are made of.
void check_key(const std::string& key);

// A page of the profiles in a set.
Items member_page(const Reader& reader, uint32_t set, const KeyPageRequest& request);

// A profile as answers show it.
schema::Value profile_value(const Reader& reader, uint32_t number);
// The id of the profile that a row's number stands for by now; null when it was erased.
schema::Value shown_profile(const Reader& reader, uint32_t number);
// Whether a row with this number is about the profile; 0 asks for all.
bool is_of_profile(const Reader& reader, uint32_t number, uint32_t profile);

} // namespace beckon::engine

namespace beckon::schema {

using namespace beckon::engine;

inline constexpr std::string_view kKeyAbout = "Unique key: letters, digits, \"-\", \"_\" and \".\"";
inline constexpr std::string_view kConditionAbout = "A condition, as JSON or as text";
inline constexpr std::string_view kProfileAbout =
    "The profile, by one identifier: user_id, anonymous_id, email, phone or id";
inline constexpr std::string_view kLimitAbout = "Items of a page";
inline constexpr std::string_view kCursorAbout = "Where the page before ended";

template <>
struct Describe<Empty> {
  static constexpr auto fields() { return std::tuple{}; }
};
template <>
struct Describe<KeyRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &KeyRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes")};
  }
};
template <>
struct Describe<VersionRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &VersionRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("version", &VersionRequest::version, "An earlier version; current when left out")};
  }
};
template <>
struct Describe<PageRequest> {
  static constexpr auto fields() {
    return std::tuple{optional("cursor", &PageRequest::cursor, kCursorAbout),
                      optional("limit", &PageRequest::limit, kLimitAbout)
                          .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<KeyPageRequest> {
  static constexpr auto fields() {
    return std::tuple{required("key", &KeyPageRequest::key, kKeyAbout)
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      optional("cursor", &KeyPageRequest::cursor, kCursorAbout),
                      optional("limit", &KeyPageRequest::limit, kLimitAbout)
                          .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<ProfileRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &ProfileRequest::profile, kProfileAbout).only(Kind::object)};
  }
};
template <>
struct Describe<KeyProfileRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &KeyProfileRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("profile", &KeyProfileRequest::profile, kProfileAbout).only(Kind::object)};
  }
};
template <>
struct Describe<Published> {
  static constexpr auto fields() {
    return std::tuple{required("key", &Published::key, kKeyAbout),
                      required("version", &Published::version, "The version now current")};
  }
};
template <>
struct Describe<Items> {
  static constexpr auto fields() {
    return std::tuple{required("items", &Items::items, "In the listing's order").only(Kind::object),
                      optional("cursor", &Items::cursor, "For the next page; absent on the last")};
  }
};
template <>
struct Describe<Document> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &Document::key, kKeyAbout),
        required("version", &Document::version, "Of this document"),
        optional("status", &Document::status, "Of a flow: live, paused or archived"),
        required("created_at", &Document::created_at, "First publication"),
        required("updated_at", &Document::updated_at, "Newest publication or change of status"),
        required("definition", &Document::definition, "As it was published").only(Kind::object)};
  }
};

} // namespace beckon::schema
