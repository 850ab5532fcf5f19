// A profile as verify sees it: no memory of its events is trusted, every question walks its chains.
#pragma once

#include "engine/profile_view.h"

namespace beckon::engine {

class ScanView final : public ProfileView {
 public:
  using ProfileView::ProfileView;
  segment::Series series(const segment::Selector& selector, const segment::Need&) const override {
    return walk(selector);
  }
  const segment::Series& look(const segment::Selector& selector,
                              const segment::Need& need) const override {
    return looked_ = series(selector, need);
  }
};

} // namespace beckon::engine
