#include "engine/simulation/present.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/apply.h"
#include "engine/made_record.h"
#include "flow/node.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::array<std::string_view, 4> kChannels = {"email", "sms", "push", "webhook"};

schema::Value stored_document(std::string_view bytes) {
  ByteReader reader(bytes);
  return schema::get_value(&reader);
}

// What the scratch has under a key at present; null: nothing.
schema::Value document_in(State* state, DefinitionKind kind, const std::string& key,
                          std::string* status) {
  const std::string bytes_key = head_key(kind, key);
  const auto bytes = state->get(T::heads, bytes_key);
  if (!bytes) return {};
  const Head head = decode_head(bytes_key, *bytes);
  *status = head.status;
  if (head.version == 0) return {};
  return stored_document(state->get(T::definitions, version_key(kind, key, head.version)).value());
}

} // namespace

namespace {

// Keys of the flows that a document starts or stops.
std::vector<std::string> named_flows(const schema::Value& flow) {
  std::vector<std::string> keys;
  const schema::Value* nodes = flow.find("nodes");
  if (nodes == nullptr || !nodes->is_object()) return keys;
  for (const schema::Member& node : nodes->as_object()) {
    std::string key = schema::text_member(node.value, "flow");
    if (!key.empty()) keys.push_back(std::move(key));
  }
  return keys;
}

std::set<std::string> reached_flows(const Reader& reader, const schema::Value& flow) {
  std::set<std::string> reached;
  std::vector<std::string> to_visit = named_flows(flow);
  while (!to_visit.empty()) {
    const std::string key = std::move(to_visit.back());
    to_visit.pop_back();
    const Flow* found = reader.definitions().find_flow(key);
    if (found == nullptr || !reached.insert(key).second) continue;
    for (std::string& next : named_flows(found->current().source)) {
      to_visit.push_back(std::move(next));
    }
  }
  return reached;
}

} // namespace

// Records of publication at one instant.
class Present::Publisher {
 public:
  Publisher(Course* course, Millis at) : course_(course), at_(at) {}

  // Entries of earlier versions stay where they are, at nodes that the document lacks too.
  Answer publish(DefinitionKind kind, const std::string& key, const schema::Value& document) {
    schema::Value payload = schema::Value::object(
        {{"kind", std::string(kind_name(kind))}, {"key", key}, {"document", document}});
    if (kind == DefinitionKind::flow) {
      const schema::Value stay = schema::Value::object({{"stay", true}});
      payload.set("migrate", schema::Value::object({{"*", stay}}));
    }
    return course_->apply_made(made_record(store::RecordKind::publish, at_, payload));
  }
  void set_status(const std::string& flow, const std::string& status) {
    const Answer answer = course_->apply_made(
        made_record(store::RecordKind::control, at_,
                    schema::Value::object({{"flow", flow}, {"status", status}})));
    if (answer.error) throw *answer.error;
  }
  void publish_all(std::vector<Item> items);

 private:
  Course* course_;
  Millis at_;
};

Present::Present(const Reader& reader, const std::string& key, const schema::Value& flow,
                 Flows flows)
    : key_(key) {
  Issues issues;
  const auto tried = flow::parse_flow(flow, reader.definitions(), &issues);
  if (tried == nullptr) throw Error(Code::invalid_definition, std::move(issues));
  find_segments(reader, *tried);
  const std::set<std::string> named = reached_flows(reader, flow);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::heads));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const Head head = decode_head(cursor.key(), cursor.value());
    if (head.version == 0 || head.kind == DefinitionKind::sync) continue;
    if (head.kind == DefinitionKind::segment && !needs_segment(head.key)) continue;
    if (head.kind == DefinitionKind::flow) {
      const bool present = flows == Flows::all || head.key == key || named.count(head.key) != 0;
      if (!present || head.status == "archived") continue;
    }
    add_item(reader, head);
  }
}

void Present::add_item(const Reader& reader, const Head& head) {
  Item item{head.kind, head.key, {}, head.status};
  if (head.kind == DefinitionKind::flow) {
    for (uint32_t version = 1; version < head.version; ++version) {
      item.versions.push_back(reader.document(head.kind, head.key, version));
    }
  }
  item.versions.push_back(reader.document(head.kind, head.key, head.version));
  items_.push_back(std::move(item));
}

// Every segment that a flow names, in any version, and those that these name in any version.
void Present::find_segments(const Reader& reader, const flow::Definition& tried) {
  std::vector<std::string> to_visit = tried.segments;
  for (const auto& [number, flow] : reader.definitions().flows()) {
    for (const auto& [version, definition] : flow->versions) {
      to_visit.insert(to_visit.end(), definition->segments.begin(), definition->segments.end());
    }
  }
  while (!to_visit.empty()) {
    const std::string key = std::move(to_visit.back());
    to_visit.pop_back();
    if (!segments_.insert(key).second) continue;
    std::string prefix = head_key(DefinitionKind::segment, key);
    prefix += '\0';
    store::Cursor cursor = reader.txn().cursor(reader.table(T::definitions));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      const schema::Value document = stored_document(cursor.value());
      Issues issues;
      const auto condition =
          segment::parse_condition(*document.find("where"), "/where",
                                   AnyName(reader.definitions().computed_traits()), &issues);
      if (condition == nullptr) continue;
      for (std::string& next : condition->dependencies().segments) {
        to_visit.push_back(std::move(next));
      }
    }
  }
}

std::vector<std::string> Present::publish(Scratch* scratch, Course* course,
                                          const schema::Value& flow, Millis at) const {
  Publisher publisher(course, at);
  std::vector<Item> items;
  const auto add = [&](Item item) {
    std::string status;
    const schema::Value known = document_in(&scratch->state(), item.kind, item.key, &status);
    const bool as_it_is = known == item.versions.back();
    if (as_it_is && status == item.status) return;
    if (as_it_is && status != "archived") return publisher.set_status(item.key, item.status);
    items.push_back(std::move(item));
  };
  bool replaced = false;
  for (Item item : items_) {
    if (item.kind == DefinitionKind::flow && item.key == key_) {
      item.status = "live";
      item.versions.push_back(flow);
      replaced = true;
    }
    add(std::move(item));
  }
  if (!replaced) add({DefinitionKind::flow, key_, {flow}, "live"});
  std::vector<std::string> stood_in = stand_in(scratch, &publisher);
  publisher.publish_all(std::move(items));
  return stood_in;
}

// A definition may name others that come later: what is refused is tried again after the others.
// Two flows that name one another came to that by versions, and so they do here.
void Present::Publisher::publish_all(std::vector<Item> items) {
  while (!items.empty()) {
    std::vector<Item> left;
    std::optional<Error> refusal;
    bool moved = false;
    for (Item& item : items) {
      Answer answer = publish(item.kind, item.key, item.versions.back());
      if (answer.error) {
        refusal = std::move(answer.error);
        left.push_back(std::move(item));
        continue;
      }
      moved = true;
      if (item.kind == DefinitionKind::flow && item.status != "live") {
        set_status(item.key, item.status);
      }
    }
    for (Item& item : left) {
      while (!moved && item.versions.size() > 1) {
        moved = !publish(item.kind, item.key, item.versions.front()).error;
        item.versions.erase(item.versions.begin());
      }
    }
    if (!moved) throw *refusal;
    items = std::move(left);
  }
}

std::vector<std::string> Present::stand_in(Scratch* scratch, Publisher* publisher) const {
  std::vector<std::string> channels;
  for (const std::string_view channel : kChannels) {
    const bool has_account = std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
      return item.kind == DefinitionKind::provider &&
             *item.versions.back().find("channel") == schema::Value(std::string(channel));
    });
    if (has_account) continue;
    channels.emplace_back(channel);
    const std::string key = "stand-in-" + std::string(channel);
    std::string status;
    if (!document_in(&scratch->state(), DefinitionKind::provider, key, &status).is_null()) continue;
    const Answer answer = publisher->publish(
        DefinitionKind::provider, key,
        schema::Value::object(
            {{"kind", "sandbox"}, {"channel", std::string(channel)}, {"priority", 0}}));
    if (answer.error) throw *answer.error;
  }
  return channels;
}

} // namespace beckon::engine
