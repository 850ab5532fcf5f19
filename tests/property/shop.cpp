#include "shop.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace property {

namespace fs = std::filesystem;
using beckon::engine::Engine;
using beckon::engine::Options;
using beckon::schema::parse_json;
using beckon::schema::to_json;

namespace {

// Memory is enough: these cases ask what the engine does, not what a disk keeps.
fs::path parent_directory() {
  std::error_code ignored;
  const fs::path memory = "/dev/shm";
  return fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path();
}

std::string make_directory() {
  std::string name = (parent_directory() / "beckon-property-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

Value record_of(size_t who) { return parse_json(person(who)); }

std::string keyed(std::string_view key) { return to_json(Value::object({{"key", Value(key)}})); }

} // namespace

std::string person(size_t number) { return R"({"user_id":"u)" + std::to_string(number) + "\"}"; }

Shop::Shop(Millis start) : directory_(make_directory()), start_(start) { open(); }

Shop::~Shop() {
  engine_.reset();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void Shop::open() {
  Options options;
  options.path = directory_ + "/workspace";
  options.clock_mode = beckon::engine::ClockMode::manual;
  options.manual_start = start_;
  // Which way hot rows are written makes no difference.
  options.hot_layer_rows = 3 * (opened_++ % 2);
  engine_ = Engine::open(std::move(options));
}

void Shop::reopen() {
  engine_.reset();
  open();
}

void Shop::replay() {
  engine_.reset();
  fs::remove(directory_ + "/workspace/state.mdb");
  fs::remove(directory_ + "/workspace/state.mdb-lock");
  open();
}

void Shop::append_to_journal(std::vector<beckon::store::Record>* records) {
  engine_.reset();
  {
    beckon::store::Journal journal(directory_ + "/workspace/journal.mdb", {});
    journal.append(records);
  }
  open();
}

Consequences Shop::identify(size_t who, const Value& traits) {
  Value record = record_of(who);
  record.set("traits", traits);
  return engine_->identify(to_json(record));
}

Consequences Shop::track(size_t who, std::string_view event, const Value& properties) {
  Value record = record_of(who);
  record.set("event", event);
  record.set("properties", properties);
  return engine_->track(to_json(record));
}

Consequences Shop::track_at(size_t who, std::string_view event, Millis at,
                            const Value& properties) {
  Value record = record_of(who);
  record.set("event", event);
  record.set("properties", properties);
  record.set("at", beckon::format_time(at));
  return engine_->track(to_json(record));
}

Consequences Shop::consent(size_t who, std::string_view channel, std::string_view state) {
  Value record = record_of(who);
  record.set("channel", channel);
  record.set("state", state);
  record.set("source", "property");
  return engine_->consent(to_json(record));
}

Value Shop::call(std::string_view operation, std::string_view request) {
  return engine_->call(operation, parse_json(request));
}

std::vector<Value> Shop::items(std::string_view operation, std::string_view request) {
  std::vector<Value> all;
  Value asked = parse_json(request);
  for (;;) {
    const Value page = engine_->call(operation, asked);
    for (const Value& item : page.find("items")->as_array()) all.push_back(item);
    const std::string cursor = text_of(page, "cursor");
    if (cursor.empty()) return all;
    asked.set("cursor", cursor);
  }
}

void Shop::segment(std::string_view key, const Value& where) {
  engine_->call("segments.create", Value::object({{"key", Value(key)}, {"where", where}}));
}

void Shop::flow(const Value& document) {
  engine_->call("flows.create", document);
  call("flows.publish", keyed(document.find("key")->as_string()));
}

void Shop::email_template(std::string_view key, std::string_view kind, std::string_view text) {
  engine_->call("templates.create", Value::object({{"key", Value(key)},
                                                   {"channel", "email"},
                                                   {"kind", Value(kind)},
                                                   {"subject", "About your order"},
                                                   {"from", "shop@shop.example"},
                                                   {"html", "<p>" + std::string(text) + "</p>"},
                                                   {"text", Value(text)}}));
}

void Shop::sandbox(std::string_view channel) {
  const std::string outbox = directory_ + "/outbox";
  fs::create_directory(outbox);
  engine_->call("providers.create", Value::object({{"key", "box-" + std::string(channel)},
                                                   {"kind", "sandbox"},
                                                   {"channel", Value(channel)},
                                                   {"directory", outbox}}));
}

void Shop::load(std::string_view ready_made) {
  const fs::path path = fs::path(BECKON_EXAMPLES) / "flows" / (std::string(ready_made) + ".json");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no " + path.string());
  const Value bundle = parse_json(
      std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
  for (const std::string noun : {"lists", "segments", "templates", "flows"}) {
    const Value* documents = bundle.find(noun);
    if (documents == nullptr) continue;
    for (const Value& document : documents->as_array()) {
      engine_->call(noun + ".create", document);
      if (noun == "flows") call("flows.publish", keyed(text_of(document, "key")));
    }
  }
}

bool Shop::is_member(std::string_view segment, size_t who) {
  return engine_->is_member(segment, person(who));
}

std::vector<std::string> Shop::entries(std::string_view flow) {
  std::vector<std::string> states;
  for (const Value& entry : items("flows.entries", keyed(flow))) {
    const std::string state = text_of(entry, "state");
    const std::string detail = text_of(entry, state == "active" ? "node" : "reason");
    states.push_back(state == "completed" ? state : state + " " + detail);
  }
  return states;
}

size_t Shop::active(std::string_view flow) {
  size_t count = 0;
  for (const std::string& state : entries(flow)) count += state.rfind("active", 0) == 0 ? 1 : 0;
  return count;
}

std::vector<std::string> Shop::sent_to(std::string_view template_key) {
  std::vector<std::string> addresses;
  for (const Value& send : items("sends.list", "{}")) {
    if (text_of(send, "template") != template_key || text_of(send, "state") != "accepted") continue;
    addresses.push_back(text_of(send, "address"));
  }
  std::sort(addresses.begin(), addresses.end());
  return addresses;
}

std::string Shop::newest_message(std::string_view template_key, std::string_view address) {
  std::string name;
  for (const Value& send : items("sends.list", "{}")) {
    const bool is_it = text_of(send, "template") == template_key &&
                       text_of(send, "address") == address && text_of(send, "state") == "accepted";
    if (is_it) name = text_of(send, "provider_message_id");
  }
  std::ifstream file(directory_ + "/outbox/" + name + ".eml", std::ios::binary);
  if (!file) file.open(directory_ + "/outbox/" + name + ".json", std::ios::binary); // not e-mail
  if (!file) throw std::runtime_error("no message has gone to " + std::string(address));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Shop::check_sound() {
  for (const std::string& line : engine_->verify().broken)
    throw std::runtime_error("broken: " + line);
}

Value waiting_flow(std::string_view key, std::string_view trigger, std::string_view delay) {
  const Value wait = Value::object({{"type", "delay"}, {"for", Value(delay)}});
  return Value::object({{"key", Value(key)},
                        {"trigger", Value::object({{"event", Value(trigger)}})},
                        {"start", "wait"},
                        {"nodes", Value::object({{"wait", wait}})}});
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool moved(const Consequences& consequences, std::string_view flow, std::string_view node) {
  return std::any_of(consequences.flows.begin(), consequences.flows.end(),
                     [&](const auto& move) { return move.flow == flow && move.node == node; });
}

} // namespace property
