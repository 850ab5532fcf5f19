#include "findings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

namespace demo {
namespace {

using Json = nlohmann::json;

Json call(beckon::Engine& shop, const char* operation, const Json& request) {
  return Json::parse(shop.call(operation, request.dump()));
}

// Every item of a listing, page by page.
void for_each(beckon::Engine& shop, const char* operation, Json request,
              const std::function<void(const Json&)>& visit) {
  request["limit"] = 1'000;
  for (;;) {
    const Json page = call(shop, operation, request);
    for (const Json& item : page.at("items")) visit(item);
    if (!page.contains("cursor") || page.at("cursor").is_null()) return;
    request["cursor"] = page.at("cursor");
  }
}

void add_purchases(beckon::Engine& shop, const Json& profile, Totals* totals) {
  const Json request = {{"profile", {{"id", profile.at("id")}}}, {"event", "Order Placed"}};
  for_each(shop, "profiles.timeline", request, [&](const Json& item) {
    ++totals->purchases;
    totals->cents += std::llround(item.at("properties").at("total").get<double>() * 100);
  });
}

// How many of the segments somebody is in, by asking for each.
size_t memberships(beckon::Engine& shop, const Json& profile) {
  const std::string name = Json{{"id", profile.at("id")}}.dump();
  return static_cast<size_t>(
      std::count_if(kSegments.begin(), kSegments.end(),
                    [&](std::string_view segment) { return shop.is_member(segment, name); }));
}

FlowFindings look_at_flow(beckon::Engine& shop, std::string_view key) {
  FlowFindings found;
  for_each(shop, "flows.entries", {{"key", key}},
           [&](const Json& entry) { ++found.entries[entry.at("state").get<std::string>()]; });
  return found;
}

std::string told(const Json& proof) {
  std::string text = proof.at("holds").get<bool>() ? "holds" : "does not hold";
  const auto flip = proof.find("next_flip");
  if (flip != proof.end() && flip->is_string()) {
    text += ", and turns at " + flip->get<std::string>() + " unless something happens";
  }
  return text;
}

void tell_parts(const Json& proof, const std::string& indent, std::vector<std::string>* lines) {
  if (proof.contains("predicate")) {
    lines->push_back(indent + proof.at("predicate").dump());
    lines->push_back(indent + "evidence " + proof.at("evidence").dump());
  }
  if (!proof.contains("parts")) return;
  for (const Json& part : proof.at("parts")) {
    lines->push_back(indent + part.at("op").get<std::string>() + ": " + told(part));
    tell_parts(part, indent + "  ", lines);
  }
}

} // namespace

Findings look(beckon::Engine& shop) {
  Findings found;
  const Json report = Json::parse(shop.verify());
  found.broken = report.at("broken").get<std::vector<std::string>>();
  found.state_hash = report.at("state_hash").get<std::string>();
  for_each(shop, "profiles.list", Json::object(), [&](const Json& profile) {
    ++found.totals.profiles;
    add_purchases(shop, profile, &found.totals);
  });
  for (size_t i = 0; i < kFlows.size(); ++i) found.flows[i] = look_at_flow(shop, kFlows[i]);
  for_each(shop, "sends.list", Json::object(), [&](const Json& send) {
    for (size_t i = 0; i < kFlows.size(); ++i) {
      if (send.at("flow") == kFlows[i]) ++found.flows[i].sends[send.at("state")];
    }
  });
  for_each(shop, "exclusions.list", Json::object(),
           [&](const Json& item) { ++found.exclusions[item.at("reason")]; });
  return found;
}

Explained explain_one(beckon::Engine& shop) {
  Json chosen;
  size_t most = 0;
  for_each(shop, "segments.members", {{"key", kSegments.back()}}, [&](const Json& profile) {
    if (most == kSegments.size()) return;
    const size_t count = memberships(shop, profile);
    if (count <= most) return;
    most = count;
    chosen = profile;
  });
  Explained explained;
  if (chosen.is_null()) return explained;
  explained.customer = chosen.at("identifiers").front().at("value").get<std::string>();
  for (const auto segment : kSegments) {
    const Json answer =
        call(shop, "segments.explain", {{"key", segment}, {"profile", {{"id", chosen.at("id")}}}});
    const Json& proof = answer.at("proof");
    explained.lines.push_back(std::string(segment) + ": " + told(proof));
    tell_parts(proof, "  ", &explained.lines);
  }
  return explained;
}

} // namespace demo
