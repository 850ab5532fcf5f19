#include "engine/composer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <thread>

#include "base/limits.h"
#include "engine/compose_call.h"
#include "engine/computed_values.h"
#include "engine/consent_links.h"
#include "engine/former.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

constexpr size_t kChunk = 250;    // sends between two looks at their size
constexpr size_t kPerThread = 50; // fewer are not worth one
constexpr size_t kThreads = 4;    // what one process should take of a machine for this

std::string reason_of(const Error& error) {
  return std::string(code_name(error.code())) + ": " + error.message();
}

Composer::Refusal refused(const Outgoing& outgoing, std::string reason) {
  provider::Outcome outcome;
  outcome.result = provider::Outcome::Result::rejected;
  outcome.reason = std::move(reason);
  return {outgoing, std::move(outcome)};
}

// The bytes that leave, where they are handed over whole; else what the provider makes its own of.
store::ArchivedMessage copy_of(const SendRow& send, const provider::Message& message,
                               const http::Request& request) {
  const bool whole = !request.mail_from.empty() || request.url.rfind("file://", 0) == 0;
  store::ArchivedMessage copy{send.number, send.claimed_at, "mime", message.mime};
  if (whole) copy.bytes = request.body;
  if (send.channel == "email") return copy;
  copy.form = "json";
  if (whole) return copy;
  schema::Value parts = schema::Value::object({{"from", message.from}, {"to", message.to}});
  if (!message.subject.empty()) parts.set("subject", message.subject);
  parts.set("text", message.text);
  copy.bytes = schema::to_json(parts);
  return copy;
}

size_t bytes_of(const provider::Message& message) {
  size_t bytes = message.subject.size() + message.text.size() + message.html.size() +
                 message.mime.size() + message.to.size();
  if (message.attachments == nullptr) return bytes;
  for (const message::Attachment& file : *message.attachments) bytes += file.bytes.size();
  return bytes;
}

} // namespace

// What became of one send: a message that may share a request, a request, or neither.
struct Composer::Draft {
  std::optional<provider::Message> message;
  std::string batch_key;
  http::Request request;
  std::optional<Refusal> refusal;
  std::optional<store::ArchivedMessage> copy; // where copies are kept
  std::optional<Duration> keep;               // for so long
  size_t bytes() const { return request.body.size() + (message ? bytes_of(*message) : 0); }
};

// The messages that wait for others to share a request with.
class Composer::Gathering {
 public:
  Gathering(Composed* composed, uint64_t round) : composed_(composed), round_(round) {}

  void add(const Outgoing& outgoing, Draft draft) {
    Group& group = groups_[{outgoing.chosen.account->key, draft.batch_key}];
    const size_t bytes = draft.bytes();
    const bool fits = group.bytes + bytes <= limits::request_bytes &&
                      group.addresses.count(draft.message->to) == 0;
    if (!fits && !group.messages.empty()) close(&group);
    group.chosen = outgoing.chosen;
    group.bytes += bytes;
    group.addresses.insert(draft.message->to);
    group.sends.push_back(outgoing.send);
    group.messages.push_back(std::move(*draft.message));
    const provider::Batching& batching = *outgoing.chosen.provider->batching();
    if (group.messages.size() >= batching.limit(*outgoing.chosen.account)) close(&group);
  }
  void close_all() {
    for (auto& [key, group] : groups_) {
      if (!group.messages.empty()) close(&group);
    }
  }

 private:
  struct Group {
    std::vector<SendRow> sends;
    std::vector<provider::Message> messages;
    std::set<std::string> addresses; // asked only
    Router::Chosen chosen;
    size_t bytes = 0;
  };

  void close(Group* group) {
    const Group whole = std::exchange(*group, Group());
    const provider::Provider& provider = *whole.chosen.provider;
    try {
      Parcel parcel{whole.sends, whole.chosen, {}, round_};
      parcel.request = whole.messages.size() == 1
                           ? provider.build(*whole.chosen.account, whole.messages.front())
                           : provider.batching()->build(*whole.chosen.account, whole.messages);
      composed_->parcels.push_back(std::move(parcel));
    } catch (const Error& error) {
      for (const SendRow& send : whole.sends) {
        composed_->refusals.push_back(refused({send, whole.chosen}, reason_of(error)));
      }
    }
  }

  Composed* composed_;
  const uint64_t round_;
  std::map<std::pair<std::string, std::string>, Group> groups_; // by account and key
};

Composer::CompiledPtr Composer::template_of(const Reader& reader, const SendRow& send) {
  const auto key = std::make_pair(send.template_key, send.template_version);
  const std::lock_guard lock(mutex_);
  const auto known = templates_.find(key);
  if (known != templates_.end() && is_current(*known->second, reader.definitions())) {
    return known->second;
  }
  auto compiled = std::make_shared<CompiledTemplate>(compile_template(
      reader.document(DefinitionKind::template_, send.template_key, send.template_version),
      template_store(reader)));
  return templates_[key] = compiled;
}

// Throws what makes the message impossible. What is transactional goes alone: nobody's password
// waits for, or is repeated with, other mail.
void Composer::write(const Desk& desk, const Outgoing& outgoing, Draft* draft) {
  const Reader& reader = desk.reader;
  const SendRow& send = outgoing.send;
  const schema::Value& settings = reader.definitions().settings();
  const Policy& policy = reader.definitions().policy();
  const uint32_t owner = canonical_profile(reader.source(), send.profile);
  if (owner == 0) throw Error(Code::not_found, "the profile was erased");
  const ProfileView profile(reader.source(), owner);
  schema::Value scope =
      template_scope(profile, send.trigger_offset, settings, desk.links.unsubscribe(send.number));
  add_consent_urls(&scope, settings, parts_.seed, profile.cold().id, send);
  add_computed(&scope, profile, reader.definitions(), send.claimed_at);
  const Reading reading = reading_of(profile, send.claimed_at);
  if (is_call(send)) {
    draft->request = compose_call(send, reader.definitions(), scope, reading);
    return;
  }
  const Router::Chosen& chosen = outgoing.chosen;
  if (chosen.provider == nullptr) {
    throw Error(Code::not_found, "there is no account \"" + send.provider + "\" any more");
  }
  provider::Message message =
      compose_message({send, *template_of(reader, send), scope, reading, policy, desk.links});
  message.credential = parts_.credentials->value({chosen, send.address});
  const bool kept = policy.keep_messages && parts_.archive != nullptr;
  draft->keep = policy.keep_messages;
  const provider::Batching* batching = chosen.provider->batching();
  if (batching != nullptr && send.marketing && batching->limit(*chosen.account) > 1) {
    draft->batch_key = batching->key(message);
  }
  if (draft->batch_key.empty()) draft->request = chosen.provider->build(*chosen.account, message);
  if (kept) draft->copy = copy_of(send, message, draft->request);
  if (!draft->batch_key.empty()) draft->message = std::move(message);
}

Composer::Draft Composer::draft(const Desk& desk, const Outgoing& outgoing) {
  Draft draft;
  if (auto refusal = parts_.credentials->refusal({outgoing.chosen, outgoing.send.address})) {
    draft.refusal = {outgoing, std::move(*refusal), true};
    return draft;
  }
  try {
    write(desk, outgoing, &draft);
  } catch (const Error& error) {
    draft = Draft();
    draft.refusal = refused(outgoing, reason_of(error));
  }
  return draft;
}

// Each thread reads by itself. An exception that is none of a message's (memory) ends all.
void Composer::draft_all(std::span<const Outgoing> sends, std::vector<Draft>* drafts) {
  drafts->resize(sends.size());
  const size_t most = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kThreads);
  const size_t threads = std::clamp<size_t>(sends.size() / kPerThread, 1, most);
  std::vector<std::exception_ptr> failures(threads);
  const auto work = [&](size_t part) {
    try {
      const auto reader = parts_.readers->committed();
      const Desk desk{*reader, LinkMaker(reader->definitions().settings(), parts_.seed)};
      const size_t end = sends.size() * (part + 1) / threads;
      for (size_t i = sends.size() * part / threads; i < end; ++i) {
        (*drafts)[i] = draft(desk, sends[i]);
      }
    } catch (...) {
      failures[part] = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (size_t part = 1; part < threads; ++part) others.emplace_back(work, part);
  work(0);
  for (std::thread& thread : others) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
}

// Before anything is composed, since no transaction may be open while one is asked for.
uint64_t Composer::renew_credentials(std::span<const Outgoing> sends) {
  std::vector<Credentials::Need> needs;
  for (const Outgoing& outgoing : sends) needs.push_back({outgoing.chosen, outgoing.send.address});
  return parts_.credentials->renew(parts_.transport, needs, parts_.clock->now());
}

// Before anything leaves. A copy that cannot be kept is no reason not to write to somebody.
void Composer::keep_copies(std::vector<Draft>* drafts) {
  std::vector<store::ArchivedMessage> copies;
  std::optional<Duration> keep;
  for (Draft& draft : *drafts) {
    if (!draft.copy || draft.refusal) continue;
    keep = draft.keep;
    copies.push_back(std::move(*draft.copy));
    draft.copy.reset();
  }
  if (copies.empty()) return;
  try {
    const Millis newest = copies.back().at;
    parts_.archive->keep(copies);
    parts_.archive->remove_before(subtract(newest, *keep));
  } catch (const Error& error) {
    if (parts_.warn) parts_.warn("copies of messages are not kept: " + error.message());
  }
}

Composer::Composed Composer::compose(std::span<const Outgoing> sends) {
  Composed composed;
  const uint64_t round = renew_credentials(sends);
  Gathering gathering(&composed, round);
  size_t bytes = 0;
  while (composed.sends < sends.size() && bytes < limits::outgoing_bytes) {
    const auto chunk =
        sends.subspan(composed.sends, std::min(kChunk, sends.size() - composed.sends));
    std::vector<Draft> drafts;
    draft_all(chunk, &drafts);
    keep_copies(&drafts);
    for (size_t i = 0; i < chunk.size(); ++i) {
      bytes += drafts[i].bytes();
      if (drafts[i].refusal) {
        composed.refusals.push_back(std::move(*drafts[i].refusal));
      } else if (drafts[i].message) {
        gathering.add(chunk[i], std::move(drafts[i]));
      } else {
        composed.parcels.push_back(
            {{chunk[i].send}, chunk[i].chosen, std::move(drafts[i].request), round});
      }
    }
    composed.sends += chunk.size();
  }
  gathering.close_all();
  return composed;
}

} // namespace beckon::engine
