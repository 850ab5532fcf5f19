#include "world.h"

#include <algorithm>
#include <set>

namespace scenario {
namespace {

void look_at_members(Workspace& workspace, Names& names, World* world) {
  for (const Json& segment : items(workspace, "segments.list", Json::object())) {
    const std::string key = text_of(segment, "key");
    for (const Json& member : items(workspace, "segments.members", {{"key", key}})) {
      Fact fact;
      fact.group = Fact::Group::membership;
      fact.profile = text_of(member, "id");
      fact.subject = key;
      const std::string name = names.of(workspace, fact.profile);
      fact.here = name + " entered " + key;
      fact.gone = name + " left " + key;
      world->emplace("member " + key + " " + fact.profile, fact);
    }
  }
}

void look_at_entries(Workspace& workspace, Names& names, World* world) {
  for (const Json& flow : items(workspace, "flows.list", Json::object())) {
    const std::string key = text_of(flow, "key");
    if (text_of(flow, "status") == "draft") continue; // never published: nobody is in it
    for (const Json& entry : items(workspace, "flows.entries", {{"key", key}})) {
      Fact fact;
      fact.group = Fact::Group::entry;
      fact.profile = text_of(entry, "profile");
      fact.subject = text_of(entry, "id");
      const std::string state = text_of(entry, "state");
      const std::string name = names.of(workspace, fact.profile);
      if (state == "active") {
        fact.node = text_of(entry, "node");
        fact.here = name + " in " + key + " at " + fact.node;
      } else {
        const std::string reason = text_of(entry, "reason");
        fact.here = name + " " + state + " " + key;
        if (state == "exited" && !reason.empty()) fact.here += " " + reason;
      }
      fact.state = state + " " + fact.node;
      fact.gone = "gone: " + fact.here;
      world->emplace("entry " + fact.subject, fact);
    }
  }
}

void look_at_sends(Workspace& workspace, World* world) {
  for (const Json& send : items(workspace, "sends.list", Json::object())) {
    Fact fact;
    fact.group = Fact::Group::send;
    fact.state = text_of(send, "state");
    const std::string address = text_of(send, "address");
    const std::string to = " to " + (address.empty() ? "nobody" : address);
    // An excluded one is told by its exclusion.
    if (fact.state != "excluded") fact.here = fact.state + " " + text_of(send, "template") + to;
    fact.gone = "gone: " + text_of(send, "template") + to;
    world->emplace("send " + text_of(send, "id"), fact);
  }
}

void look_at_exclusions(Workspace& workspace, Names& names, World* world) {
  std::map<std::string, int> seen; // exclusions may be alike: the how-manieth one it is
  for (const Json& exclusion : items(workspace, "exclusions.list", Json::object())) {
    Fact fact;
    fact.group = Fact::Group::exclusion;
    fact.profile = text_of(exclusion, "profile");
    fact.state = fact.profile + " from " + text_of(exclusion, "template") + ": " +
                 text_of(exclusion, "reason");
    fact.here =
        "excluded " + names.of(workspace, fact.profile) + fact.state.substr(fact.profile.size());
    fact.gone = "gone: " + fact.here;
    world->emplace("exclusion " + fact.state + " " + std::to_string(seen[fact.state]++), fact);
  }
}

std::set<std::string> strings_of(const Json& answer, const char* member) {
  std::set<std::string> found;
  for (const Json& item : answer.at(member)) found.insert(item.get<std::string>());
  return found;
}

std::string joined(const std::set<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text.empty() ? "nothing" : text;
}

std::string disagreement(const char* what, const std::set<std::string>& claimed,
                         const std::set<std::string>& happened) {
  if (claimed == happened) return {};
  return std::string("the answer's \"") + what + "\" says " + joined(claimed) +
         " but the workspace shows " + joined(happened);
}

} // namespace

std::string name_in(const Json& profile) {
  for (const char* kind : {"user_id", "email", "phone", "anonymous_id"}) {
    for (const Json& identifier : profile.at("identifiers")) {
      if (text_of(identifier, "kind") != kind) continue;
      const std::string value = text_of(identifier, "value"), way = kind;
      if (way == "user_id") return value;
      return (way == "anonymous_id" ? "anonymous" : way) + ":" + value;
    }
  }
  return "nobody";
}

std::string Names::of(Workspace& workspace, const std::string& profile) {
  try {
    const Json found = workspace.call("profiles.get", Json{{"profile", {{"id", profile}}}}.dump());
    if (text_of(found, "id") == profile) known_[profile] = name_in(found);
  } catch (const Failure& failure) {
    if (failure.code != "not_found") throw;
  }
  return known_.count(profile) != 0 ? known_[profile] : "nobody";
}

World look(Workspace& workspace, Names& names) {
  World world;
  look_at_members(workspace, names, &world);
  look_at_entries(workspace, names, &world);
  look_at_sends(workspace, &world);
  look_at_exclusions(workspace, names, &world);
  return world;
}

std::vector<std::string> changes(const World& before, const World& after) {
  std::vector<std::pair<Fact::Group, std::string>> found;
  for (const auto& [key, fact] : before) {
    if (after.count(key) == 0) found.emplace_back(fact.group, fact.gone);
  }
  for (const auto& [key, fact] : after) {
    const auto old = before.find(key);
    const bool changed = old == before.end() || old->second.state != fact.state;
    if (changed && !fact.here.empty()) found.emplace_back(fact.group, fact.here);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> phrases;
  for (auto& [group, phrase] : found) phrases.push_back(std::move(phrase));
  return phrases;
}

std::string check_claims(const Json& answer, const World& before, const World& after) {
  if (!answer.is_object() || !answer.contains("entered")) return {};
  const std::string profile = text_of(answer, "profile");
  std::set<std::string> entered, left, moved, claimed_moves;
  for (const auto& [key, fact] : after) {
    if (fact.profile != profile) continue;
    const auto old = before.find(key);
    const bool is_new = old == before.end();
    if (fact.group == Fact::Group::membership && is_new) entered.insert(fact.subject);
    if (fact.group == Fact::Group::entry && (is_new || old->second.state != fact.state)) {
      moved.insert(fact.subject + " at " + fact.node);
    }
  }
  for (const auto& [key, fact] : before) {
    const bool is_member = fact.group == Fact::Group::membership && fact.profile == profile;
    if (is_member && after.count(key) == 0) left.insert(fact.subject);
  }
  std::map<std::string, std::string> last; // an entry may move more than once
  for (const Json& move : answer.at("flows")) last[text_of(move, "entry")] = text_of(move, "node");
  for (const auto& [entry, node] : last) claimed_moves.insert(entry + " at " + node);
  std::string wrong = disagreement("entered", strings_of(answer, "entered"), entered);
  if (wrong.empty()) wrong = disagreement("left", strings_of(answer, "left"), left);
  if (wrong.empty()) wrong = disagreement("flows", claimed_moves, moved);
  return wrong;
}

} // namespace scenario
