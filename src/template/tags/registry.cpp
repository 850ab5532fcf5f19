#include "template/tags/registry.h"

#include <array>

namespace beckon::liquid {
namespace {

constexpr std::array<const Tag*, 21> kTags = {
    &kAssignTag,    &kBreakTag,     &kCaptureTag,   &kCaseTag,          &kCommentTag, &kContinueTag,
    &kCycleTag,     &kDecrementTag, &kDocTag,       &kEchoTag,          &kForTag,     &kIfTag,
    &kIfchangedTag, &kIncludeTag,   &kIncrementTag, &kInlineCommentTag, &kLiquidTag,  &kRawTag,
    &kRenderTag,    &kTablerowTag,  &kUnlessTag};

} // namespace

const Tag* find_tag(std::string_view name) {
  for (const Tag* tag : kTags) {
    if (tag->name == name) return tag;
  }
  return nullptr;
}

std::vector<std::string> tag_names() {
  std::vector<std::string> names;
  for (const Tag* tag : kTags) names.emplace_back(tag->name);
  return names;
}

} // namespace beckon::liquid
