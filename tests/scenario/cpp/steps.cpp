#include "steps.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "world.h"

namespace scenario {
namespace {

const std::vector<std::string> kWays = {"user_id", "anonymous", "email", "phone"};

std::string in_quotes(const std::string& text) { return Json(text).dump(); }

// A record's first member(s), without the closing brace.
std::string opening(const Json& object) {
  const std::string text = object.dump();
  return text.substr(0, text.size() - 1);
}

std::string with_fields(std::string record, Words* words) {
  while (const auto field = words->next_field()) {
    record += "," + in_quotes(field->first) + ":" + in_quotes(field->second);
  }
  return record;
}

// {"key": "x", …the members of body…}
std::string keyed(const std::string& key, const std::string& body) {
  const std::string head = "{\"key\":" + in_quotes(key);
  if (body.empty()) return head + "}";
  const size_t first = body.find_first_not_of(" \n", 1);
  return head + (body[first] == '}' ? "" : ",") + body.substr(1);
}

// The text of a file that the nearest folder above the scenario has.
std::string text_above(const std::string& scenario, const std::string& path) {
  namespace fs = std::filesystem;
  for (fs::path folder = fs::absolute(scenario).parent_path();; folder = folder.parent_path()) {
    std::ifstream file(folder / path, std::ios::binary);
    if (file) return std::string(std::istreambuf_iterator<char>(file), {});
    if (folder == folder.root_path()) throw std::runtime_error("no folder above has " + path);
  }
}

} // namespace

int64_t instant(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0, ms = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour, &minute,
                  &second, &ms) < 3) {
    throw std::runtime_error("no instant: " + text);
  }
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  const auto time = hours(hour) + minutes(minute) + seconds(second) + milliseconds(ms);
  return milliseconds(date.time_since_epoch() + time).count();
}

Json identifier(const std::string& who) {
  const size_t colon = who.find(':');
  if (colon == std::string::npos) return {{"user_id", who}};
  const std::string way = who.substr(0, colon);
  if (std::find(kWays.begin(), kWays.end(), way) == kWays.end()) {
    throw std::runtime_error("no way to name a profile: " + who);
  }
  return {{way == "anonymous" ? "anonymous_id" : way, who.substr(colon + 1)}};
}

std::string verdict(const Json& report) {
  std::string text;
  for (const Json& line : report.at("broken")) {
    text += (text.empty() ? "" : "; ") + line.get<std::string>();
  }
  return text.empty() ? "sound" : text;
}

Steps::Steps(Workspace* workspace, std::string outbox, std::string file)
    : workspace_(workspace), outbox_(std::move(outbox)), file_(std::move(file)) {}

std::string Steps::body(Words* words) const {
  std::string text = words->rest();
  if (text.empty() || text.front() != '@') return text;
  const auto found = documents_.find(text.substr(1));
  if (found == documents_.end()) throw std::runtime_error("no document " + text);
  return found->second;
}

Answer Steps::record(const std::string& verb, Words* words) {
  if (words->at_json()) return {workspace_->record(verb, body(words)), {}};
  const std::string who = words->next();
  if (who.starts_with("@")) {
    Words name(who);
    return {workspace_->record(verb, body(&name)), {}};
  }
  std::string json;
  if (verb == "alias") {
    json = "{\"previous_id\":" + in_quotes(who) + ",\"user_id\":" + in_quotes(words->next());
  } else {
    json = opening(identifier(who));
  }
  if (verb == "track") json += ",\"event\":" + words->next_string();
  if (verb == "consent") {
    json += ",\"channel\":" + in_quotes(words->next());
    json += ",\"state\":" + in_quotes(words->next());
  }
  json = with_fields(json, words);
  const std::string rest = body(words);
  if (!rest.empty())
    json += std::string(verb == "track" ? ",\"properties\":" : ",\"traits\":") + rest;
  return {workspace_->record(verb, json + "}"), {}};
}

Answer Steps::ingest(Words* words) {
  Answer answer;
  answer.json = workspace_->record("ingest", body(words));
  const auto duplicates = answer.json.at("duplicates").get<int64_t>();
  answer.printed.push_back(answer.json.at("accepted").dump() + " accepted");
  if (duplicates > 0) answer.printed.push_back(std::to_string(duplicates) + " duplicate");
  for (const Json& error : answer.json.at("errors")) {
    answer.printed.push_back("record " + error.at("index").dump() + " " +
                             failure_of(error.at("error")).text());
  }
  return answer;
}

Answer Steps::create(const std::string& noun, Words* words) {
  const std::string key = words->next();
  std::string request = body(words);
  if (noun == "segments") {
    request = "{\"key\":" + in_quotes(key) + ",\"where\":" + request + "}";
  } else {
    request = keyed(key, request);
  }
  if (noun == "providers" && request.find("\"sandbox\"") != std::string::npos) {
    request.insert(request.size() - 1, ",\"directory\":" + in_quotes(outbox_));
  }
  return {workspace_->call(noun + ".create", request), {}};
}

Answer Steps::flow(Words* words) {
  const std::string key = words->next();
  workspace_->call("flows.create", keyed(key, body(words)));
  return {workspace_->call("flows.publish", keyed(key, "")), {}};
}

Answer Steps::publish(Words* words) {
  const std::string key = words->next();
  workspace_->call("flows.update", keyed(key, body(words)));
  return {workspace_->call("flows.publish", keyed(key, "")), {}};
}

Answer Steps::load(Words* words) {
  const Json bundle = Json::parse(text_above(file_, words->next()));
  for (const std::string noun : {"lists", "segments", "templates", "flows"}) {
    if (!bundle.contains(noun)) continue;
    for (const Json& document : bundle.at(noun)) {
      workspace_->call(noun + ".create", document.dump());
      if (noun == "flows") workspace_->call("flows.publish", keyed(text_of(document, "key"), ""));
    }
  }
  return {};
}

Answer Steps::subscribe(Words* words) {
  const Json profile = identifier(words->next());
  const Json request = {{"key", words->next()}, {"profile", profile}};
  return {workspace_->call("lists.add", request.dump()), {}};
}

Answer Steps::start(Words* words) {
  Json request = {{"key", words->next()}};
  request["profile"] = identifier(words->next());
  const std::string properties = body(words);
  if (!properties.empty()) request["properties"] = Json::parse(properties);
  return {workspace_->call("flows.start", request.dump()), {}};
}

Answer Steps::advance(Words* words) {
  const std::string by = words->next();
  if (by == "to") {
    workspace_->advance_to(instant(words->next()));
  } else {
    workspace_->advance_by(by);
  }
  return {};
}

Answer Steps::member(Words* words) {
  const std::string who = words->next();
  const bool inside = workspace_->is_member(words->next(), identifier(who).dump());
  return {nullptr, {inside ? "yes" : "no"}};
}

Answer Steps::members(Words* words) {
  Names names;
  std::vector<std::string> found;
  for (const Json& member : items(*workspace_, "segments.members", {{"key", words->next()}})) {
    found.push_back(names.of(*workspace_, text_of(member, "id")));
  }
  std::sort(found.begin(), found.end());
  std::string text;
  for (const std::string& name : found) text += (text.empty() ? "" : ", ") + name;
  return {nullptr, {text.empty() ? "nobody" : text}};
}

std::string Steps::newest_message(const std::string& address) {
  std::string name;
  for (const Json& send : items(*workspace_, "sends.list", Json::object())) {
    if (text_of(send, "address") != address || text_of(send, "state") != "accepted") continue;
    name = text_of(send, "provider_message_id");
  }
  std::ifstream file(outbox_ + "/" + name + ".eml", std::ios::binary);
  if (name.empty() || !file) throw std::runtime_error("no message has gone to " + address);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Answer Steps::mail(Words* words) {
  const std::string message = newest_message(words->next());
  return {nullptr, {message.find(words->rest()) != std::string::npos ? "yes" : "no"}};
}

// The link of the List-Unsubscribe header ends in /u/TOKEN>.
Answer Steps::unsubscribe(Words* words) {
  const std::string message = newest_message(words->next());
  const size_t header = message.find("List-Unsubscribe:");
  const size_t token = header == std::string::npos ? header : message.find("/u/", header);
  if (token == std::string::npos) throw std::runtime_error("the message has no one-click link");
  const size_t size = message.find('>', token) - token - 3;
  const Json request = {{"token", message.substr(token + 3, size)}, {"action", "unsubscribe"}};
  return {workspace_->call("links.handle", request.dump()), {}};
}

// Of the newest message that has gone to the address.
Answer Steps::receipt(Words* words) {
  const std::string address = words->next();
  Json request = {{"state", words->next()}};
  const std::string flag = words->rest();
  if (!flag.empty()) request[flag] = true;
  for (const Json& send : items(*workspace_, "sends.list", Json::object())) {
    if (text_of(send, "address") != address || text_of(send, "state") != "accepted") continue;
    request["send"] = text_of(send, "id");
  }
  return {workspace_->call("receipts.record", request.dump()), {}};
}

Answer Steps::call(Words* words) {
  const std::string operation = words->next();
  const std::string request = body(words);
  return {workspace_->call(operation, request), {}};
}

Answer Steps::carry_out(const Step& step) {
  Words words(step.text);
  const std::string verb = words.next();
  if (verb == "clock") return {};
  if (verb == "let") {
    const std::string name = words.next();
    documents_[name] = words.rest();
    return {};
  }
  if (verb == "identify" || verb == "track" || verb == "alias" || verb == "consent") {
    return record(verb, &words);
  }
  if (verb == "ingest") return ingest(&words);
  if (verb == "segment" || verb == "template" || verb == "provider" || verb == "list") {
    return create(verb + "s", &words);
  }
  if (verb == "flow") return flow(&words);
  if (verb == "publish") return publish(&words);
  if (verb == "load") return load(&words);
  if (verb == "subscribe") return subscribe(&words);
  if (verb == "start") return start(&words);
  if (verb == "call") return call(&words);
  if (verb == "member") return member(&words);
  if (verb == "members") return members(&words);
  if (verb == "mail") return mail(&words);
  if (verb == "unsubscribe") return unsubscribe(&words);
  if (verb == "receipt") return receipt(&words);
  if (verb == "advance") return advance(&words);
  if (verb == "settle") return workspace_->settle(), Answer{};
  if (verb == "restart") return workspace_->restart(), Answer{};
  if (verb == "verify") return {nullptr, {verdict(workspace_->verify())}};
  throw std::runtime_error("no such step: " + verb);
}

} // namespace scenario
