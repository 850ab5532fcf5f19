#include "support/fake_platform.h"

#include "base/error.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::test {

using schema::text_member;
using schema::Value;

std::string FakePlatform::url() const {
  return "http://127.0.0.1:" + std::to_string(server_->port());
}

std::vector<HttpRequest> FakePlatform::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

size_t FakePlatform::count(const std::string& method, const std::string& path_begin) {
  const std::lock_guard lock(mutex_);
  size_t found = 0;
  for (const HttpRequest& request : requests_) {
    found += request.method == method && request.target.rfind(path_begin, 0) == 0 ? 1 : 0;
  }
  return found;
}

void FakePlatform::fail_next(size_t times, const Fault& fault) {
  const std::lock_guard lock(mutex_);
  faults_.insert(faults_.end(), times, fault);
}

void FakePlatform::heal() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

void FakePlatform::start() {
  server_ =
      std::make_unique<LoopbackServer>([this](Connection& connection, int) { serve(connection); });
}

void FakePlatform::stop() { server_.reset(); }

void FakePlatform::serve(Connection& connection) {
  while (auto request = read_http_request(connection)) {
    Value body;
    try {
      body = schema::parse_json(request->body);
    } catch (const Error&) {
      body = {}; // a form, or nothing
    }
    std::string written;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(*request);
      if (!faults_.empty()) {
        const Fault fault = faults_.front();
        faults_.pop_front();
        if (fault.status == "reset") return connection.reset();
        written = http_response(fault.status, fault.headers, fault.body);
      } else {
        const Answer made = answer(*request, body);
        written = http_response(made.status, "Content-Type: application/json\r\n",
                                made.body.is_null() ? "" : schema::to_json(made.body));
      }
    }
    connection.write(written);
  }
}

// Klaviyo.

namespace {

const Value& member(const Value& object, std::string_view name) {
  static const Value kNone;
  const Value* found = object.find(name);
  return found == nullptr ? kNone : *found;
}

Value data(Value inner) { return Value::object({{"data", std::move(inner)}}); }

} // namespace

std::map<std::string, FakeKlaviyo::Person> FakeKlaviyo::people() {
  const std::lock_guard lock(mutex_);
  return people_;
}

FakeKlaviyo::Person FakeKlaviyo::by_email(const std::string& email) {
  const std::lock_guard lock(mutex_);
  const std::string id = find("email", email);
  return id.empty() ? Person() : people_.at(id);
}

std::vector<FakeKlaviyo::Event> FakeKlaviyo::events() {
  const std::lock_guard lock(mutex_);
  return events_;
}

size_t FakeKlaviyo::told_events() {
  const std::lock_guard lock(mutex_);
  return told_events_;
}

void FakeKlaviyo::remove(const std::string& email) {
  const std::lock_guard lock(mutex_);
  people_.erase(find("email", email));
}

void FakeKlaviyo::refuse(const std::string& email) {
  const std::lock_guard lock(mutex_);
  refused_.insert(email);
}

std::string FakeKlaviyo::find(const std::string& name, const std::string& value) {
  if (value.empty()) return {};
  for (const auto& [id, person] : people_) {
    if (text_member(person.attributes, name) == value) return id;
  }
  return {};
}

std::string FakeKlaviyo::upsert(const Value& profile, bool* made) {
  const Value& attributes = member(profile, "attributes");
  std::string id = text_member(profile, "id");
  if (!id.empty() && people_.count(id) == 0) return {};
  for (const char* name : {"email", "phone_number", "external_id"}) {
    if (id.empty()) id = find(name, text_member(attributes, name));
  }
  *made = id.empty();
  if (id.empty()) id = "K" + std::to_string(next_++);
  Person& person = people_[id];
  person.id = id;
  if (person.attributes.is_null()) person.attributes = Value::object();
  for (const schema::Member& field : attributes.as_object()) {
    if (field.key == "properties" && person.attributes.find("properties") != nullptr) {
      for (const schema::Member& inner : field.value.as_object()) {
        person.attributes["properties"].set(inner.key, inner.value);
      }
      continue;
    }
    person.attributes.set(field.key, field.value);
  }
  const Value& unset = member(member(member(profile, "meta"), "patch_properties"), "unset");
  if (unset.is_array() && person.attributes.find("properties") != nullptr) {
    for (const Value& name : unset.as_array()) {
      person.attributes["properties"].erase(name.as_string());
    }
  }
  return id;
}

FakePlatform::Answer FakeKlaviyo::take_import(const Value& profile) {
  bool made = false;
  const std::string id = upsert(profile, &made);
  if (id.empty()) {
    return {"404 Not Found",
            Value::object({{"errors", Value::array({Value::object(
                                          {{"code", "not_found"}, {"detail", "no profile"}})})}})};
  }
  return {made ? "201 Created" : "200 OK", data(Value::object({{"type", "profile"}, {"id", id}}))};
}

FakePlatform::Answer FakeKlaviyo::take_job(const Value& attributes) {
  const std::string job = "J" + std::to_string(next_++);
  Value errors = Value::array();
  for (const Value& profile : member(member(attributes, "profiles"), "data").as_array()) {
    const Value& sent = member(profile, "attributes");
    if (refused_.count(text_member(sent, "email")) != 0) {
      errors.push_back(
          Value::object({{"type", "import-error"},
                         {"attributes", Value::object({{"code", "invalid"},
                                                       {"detail", "Invalid email address"},
                                                       {"original_payload", sent}})}}));
      continue;
    }
    bool made = false;
    upsert(profile, &made);
  }
  job_errors_[job] = errors;
  return {"202 Accepted",
          data(Value::object({{"type", "profile-bulk-import-job"},
                              {"id", job},
                              {"attributes", Value::object({{"status", "queued"}})}}))};
}

FakePlatform::Answer FakeKlaviyo::take_event(const Value& attributes) {
  ++told_events_;
  Event event;
  event.metric =
      text_member(member(member(member(attributes, "metric"), "data"), "attributes"), "name");
  event.email =
      text_member(member(member(member(attributes, "profile"), "data"), "attributes"), "email");
  event.unique_id = text_member(attributes, "unique_id");
  event.properties = member(attributes, "properties");
  if (event_ids_.insert(event.metric + event.email + event.unique_id).second) {
    events_.push_back(event);
  }
  return {"202 Accepted", {}};
}

FakePlatform::Answer FakeKlaviyo::take_erasure(const Value& attributes) {
  const Value& profile = member(member(attributes, "profile"), "data");
  std::string id = text_member(profile, "id");
  if (id.empty()) id = find("email", text_member(member(profile, "attributes"), "email"));
  people_.erase(id);
  return {"202 Accepted", {}};
}

void FakeKlaviyo::take_consents(const Value& attributes, const std::string& state) {
  for (const Value& profile : member(member(attributes, "profiles"), "data").as_array()) {
    const Value& sent = member(profile, "attributes");
    const std::string email = find("email", text_member(sent, "email"));
    const std::string phone = find("phone_number", text_member(sent, "phone_number"));
    if (!email.empty()) people_[email].email_consent = state;
    if (!phone.empty()) people_[phone].sms_consent = state;
  }
}

// Two a page.
FakePlatform::Answer FakeKlaviyo::list_people(const std::string& target) {
  constexpr size_t kPage = 2;
  const size_t mark = target.find("cursor=");
  const size_t begin = mark == std::string::npos ? 0 : std::stoul(target.substr(mark + 7));
  Value page = Value::array();
  size_t index = 0;
  for (const auto& [id, person] : people_) {
    if (index >= begin && index < begin + kPage) {
      page.push_back(
          Value::object({{"type", "profile"}, {"id", id}, {"attributes", person.attributes}}));
    }
    ++index;
  }
  Value next;
  if (begin + kPage < index)
    next = url() + "/api/profiles/?cursor=" + std::to_string(begin + kPage);
  return {"200 OK", Value::object({{"data", page}, {"links", Value::object({{"next", next}})}})};
}

FakePlatform::Answer FakeKlaviyo::answer(const HttpRequest& request, const Value& body) {
  const auto header = request.headers.find("authorization");
  if (header == request.headers.end() || header->second != "Klaviyo-API-Key pk_test") {
    return {"401 Unauthorized",
            Value::object({{"errors", Value::array({Value::object(
                                          {{"code", "not_authenticated"}, {"detail", "key"}})})}})};
  }
  const std::string path = request.target.substr(0, request.target.find('?'));
  const Value& inner = member(body, "data");
  const Value& attributes = member(inner, "attributes");
  if (path == "/api/profile-import/") return take_import(inner);
  if (path == "/api/events/") return take_event(attributes);
  if (path == "/api/data-privacy-deletion-jobs/") return take_erasure(attributes);
  if (path == "/api/profiles/") return list_people(request.target);
  if (path == "/api/profile-bulk-import-jobs/") return take_job(attributes);
  if (path == "/api/profile-subscription-bulk-create-jobs/") {
    take_consents(attributes, "SUBSCRIBED");
    return {"202 Accepted", {}};
  }
  if (path == "/api/profile-subscription-bulk-delete-jobs/") {
    take_consents(attributes, "UNSUBSCRIBED");
    return {"202 Accepted", {}};
  }
  if (path == "/api/profile-merge/") {
    for (const Value& source :
         member(member(member(inner, "relationships"), "profiles"), "data").as_array()) {
      people_.erase(text_member(source, "id"));
    }
    return {"201 Created", data(Value::object({{"id", text_member(inner, "id")}}))};
  }
  const std::string jobs = "/api/profile-bulk-import-jobs/", lists = "/api/lists/";
  if (path.rfind(jobs, 0) == 0) {
    const std::string job = path.substr(jobs.size(), path.find('/', jobs.size()) - jobs.size());
    if (path.find("import-errors") != std::string::npos) {
      return {"200 OK", data(job_errors_[job])};
    }
    const bool complete = ++job_looks_[job] > 1;
    return {
        "200 OK",
        data(Value::object(
            {{"id", job},
             {"attributes", Value::object({{"status", complete ? "complete" : "processing"},
                                           {"failed_count",
                                            static_cast<uint64_t>(job_errors_[job].size())}})}}))};
  }
  if (path.rfind(lists, 0) == 0 && path.find("/relationships/") != std::string::npos) {
    const std::string list = path.substr(lists.size(), path.find('/', lists.size()) - lists.size());
    for (const Value& person : inner.as_array()) {
      auto& on = people_[text_member(person, "id")].lists;
      if (request.method == "POST") on.insert(list);
      else on.erase(list);
    }
    return {"204 No Content", {}};
  }
  if (path == "/api/campaigns/" || path == "/api/flows/") {
    const Value row =
        Value::object({{"type", "campaign"},
                       {"id", "C1"},
                       {"attributes", Value::object({{"name", "Spring"}, {"status", "Sent"}})}});
    return {"200 OK", data(Value::array({row}))};
  }
  return {"404 Not Found", {}};
}

// ActiveCampaign.

std::vector<FakeActiveCampaign::Contact> FakeActiveCampaign::contacts() {
  const std::lock_guard lock(mutex_);
  std::vector<Contact> all;
  for (const auto& [id, contact] : contacts_) all.push_back(contact);
  return all;
}

FakeActiveCampaign::Contact FakeActiveCampaign::by_email(const std::string& email) {
  for (const Contact& contact : contacts()) {
    if (contact.email == email) return contact;
  }
  return {};
}

std::vector<std::string> FakeActiveCampaign::events() {
  const std::lock_guard lock(mutex_);
  return events_;
}

FakePlatform::Answer FakeActiveCampaign::take_sync(const Value& contact) {
  const std::string email = text_member(contact, "email");
  int id = 0;
  for (const auto& [number, known] : contacts_) id = known.email == email ? number : id;
  const bool made = id == 0;
  if (made) id = next_++;
  contacts_[id].id = std::to_string(id);
  contacts_[id].email = email;
  contacts_[id].fields = contact;
  return {
      made ? "201 Created" : "200 OK",
      Value::object({{"contact", Value::object({{"id", std::to_string(id)}, {"email", email}})}})};
}

FakePlatform::Answer FakeActiveCampaign::take_import(const Value& contacts) {
  Value failures = Value::array();
  for (size_t i = 0; i < contacts.size(); ++i) {
    const std::string email = text_member(contacts.as_array()[i], "email");
    if (email.find("refused") == std::string::npos) continue;
    failures.push_back(
        Value::object({{"contact", static_cast<uint64_t>(i)}, {"failureReason", "email_invalid"}}));
  }
  if (failures.size() > 0) {
    return {"400 Bad Request", Value::object({{"success", 0},
                                              {"message", "Some contacts are not valid"},
                                              {"failureReasons", failures}})};
  }
  for (const Value& contact : contacts.as_array()) {
    take_sync(contact);
    for (const char* list : {"subscribe", "unsubscribe"}) {
      const Value& rows = member(contact, list);
      for (size_t i = 0; rows.is_array() && i < rows.size(); ++i) {
        const std::string id = schema::to_json(member(rows.as_array()[i], "listid"));
        for (auto& [number, known] : contacts_) {
          if (known.email != text_member(contact, "email")) continue;
          known.lists[id] = list == std::string("subscribe") ? 1 : 2;
        }
      }
    }
  }
  return {"200 OK", Value::object({{"Success", 1},
                                   {"queued_contacts", static_cast<uint64_t>(contacts.size())}})};
}

FakePlatform::Answer FakeActiveCampaign::list_contacts(const std::string& target) {
  const size_t mark = target.find("id_greater=");
  const int after = mark == std::string::npos ? 0 : std::stoi(target.substr(mark + 11));
  const size_t by_email = target.find("email=");
  Value rows = Value::array();
  for (const auto& [id, contact] : contacts_) {
    const bool wanted =
        by_email == std::string::npos ||
        target.find(contact.email.substr(0, contact.email.find('@'))) != std::string::npos;
    if (id <= after || !wanted || rows.size() == 100) continue;
    rows.push_back(Value::object({{"id", contact.id},
                                  {"email", contact.email},
                                  {"firstName", text_member(contact.fields, "firstName")},
                                  {"lastName", text_member(contact.fields, "lastName")}}));
  }
  return {"200 OK", Value::object({{"contacts", rows}})};
}

FakePlatform::Answer FakeActiveCampaign::answer(const HttpRequest& request, const Value& body) {
  if (request.target == "/event") {
    events_.push_back(request.body);
    return {"200 OK", Value::object({{"success", 1}, {"message", "Event spawned"}})};
  }
  const auto header = request.headers.find("api-token");
  if (header == request.headers.end() || header->second != "tk_test") {
    return {"403 Forbidden", Value::object({{"message", "Forbidden"}})};
  }
  const std::string path = request.target.substr(0, request.target.find('?'));
  if (path == "/api/3/contact/sync") return take_sync(member(body, "contact"));
  if (path == "/api/3/import/bulk_import") return take_import(member(body, "contacts"));
  if (path == "/api/3/contacts") return list_contacts(request.target);
  if (path == "/api/3/contactLists") {
    const Value& row = member(body, "contactList");
    contacts_[static_cast<int>(schema::integer_member(row, "contact"))]
        .lists[schema::to_json(member(row, "list"))] =
        static_cast<int>(schema::integer_member(row, "status"));
    return {"201 Created", Value::object({{"contactList", row}})};
  }
  const std::string contacts = "/api/3/contacts/";
  if (request.method == "DELETE" && path.rfind(contacts, 0) == 0) {
    const bool gone = contacts_.erase(std::stoi(path.substr(contacts.size()))) == 0;
    return {gone ? "404 Not Found" : "200 OK", Value::object({{"message", "done"}})};
  }
  if (path == "/api/3/campaigns") {
    return {
        "200 OK",
        Value::object({{"campaigns", Value::array({Value::object(
                                         {{"id", "5"}, {"name", "Spring"}, {"opens", "12"}})})}})};
  }
  return {"404 Not Found", Value::object({{"message", "No Result found"}})};
}

} // namespace beckon::test
