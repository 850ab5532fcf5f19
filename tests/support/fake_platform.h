// Platforms on 127.0.0.1 that customers are synchronised to: they keep what they are told, as the
// real ones do, and fail when a test says so.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "schema/value.h"
#include "support/loopback_server.h"

namespace beckon::test {

// Thread safety: any thread.
class FakePlatform {
 public:
  virtual ~FakePlatform() = default;
  std::string url() const;
  std::vector<HttpRequest> requests();
  size_t count(const std::string& method, const std::string& path_begin);
  // The next requests are answered so, whatever they ask.
  struct Fault {
    std::string status;  // "503 Service Unavailable"; "reset" breaks the connection after reading
    std::string headers; // with CRLF
    std::string body;
  };
  void fail_next(size_t times, const Fault& fault);
  void heal(); // forgets the faults that are left

 protected:
  FakePlatform() = default;
  struct Answer {
    std::string status = "200 OK";
    schema::Value body;
  };
  // Called under the lock.
  virtual Answer answer(const HttpRequest& request, const schema::Value& body) = 0;
  void start(); // to be called last by the constructor of the platform
  void stop();  // to be called first by its destructor
  std::mutex mutex_;

 private:
  void serve(Connection& connection);
  std::vector<HttpRequest> requests_;
  std::deque<Fault> faults_;
  std::unique_ptr<LoopbackServer> server_;
};

class FakeKlaviyo final : public FakePlatform {
 public:
  FakeKlaviyo() { start(); }
  ~FakeKlaviyo() override { stop(); }

  struct Person {
    std::string id;
    schema::Value attributes; // of the last import
    std::string email_consent, sms_consent;
    std::set<std::string> lists;
  };
  std::map<std::string, Person> people();    // by id
  Person by_email(const std::string& email); // id "" when there is none
  struct Event {
    std::string metric, email, unique_id;
    schema::Value properties;
  };
  std::vector<Event> events(); // each once
  size_t told_events();        // repetitions included
  void remove(const std::string& email);
  // Bulk jobs cannot take this address.
  void refuse(const std::string& email);

 private:
  Answer answer(const HttpRequest& request, const schema::Value& body) override;
  Answer take_import(const schema::Value& data);
  Answer take_job(const schema::Value& attributes);
  Answer take_event(const schema::Value& attributes);
  Answer take_erasure(const schema::Value& attributes);
  Answer list_people(const std::string& target);
  void take_consents(const schema::Value& attributes, const std::string& state);
  std::string upsert(const schema::Value& profile, bool* made);
  std::string find(const std::string& name, const std::string& value);

  std::map<std::string, Person> people_;
  std::map<std::string, schema::Value> job_errors_; // by job
  std::map<std::string, int> job_looks_;
  std::set<std::string> refused_;
  std::set<std::string> event_ids_;
  std::vector<Event> events_;
  size_t told_events_ = 0;
  int next_ = 1;
};

class FakeActiveCampaign final : public FakePlatform {
 public:
  FakeActiveCampaign() { start(); }
  ~FakeActiveCampaign() override { stop(); }

  struct Contact {
    std::string id, email;
    schema::Value fields;
    std::map<std::string, int> lists; // id → status
  };
  std::vector<Contact> contacts();
  Contact by_email(const std::string& email);
  std::vector<std::string> events(); // bodies of forms

 private:
  Answer answer(const HttpRequest& request, const schema::Value& body) override;
  Answer take_sync(const schema::Value& contact);
  Answer take_import(const schema::Value& contacts);
  Answer list_contacts(const std::string& target);

  std::map<int, Contact> contacts_;
  std::vector<std::string> events_;
  int next_ = 1;
};

} // namespace beckon::test
