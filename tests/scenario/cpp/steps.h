// One step of a scenario carried out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario.h"
#include "workspace.h"

namespace scenario {

struct Answer {
  Json json;                        // of the library; null when the step has none
  std::vector<std::string> printed; // phrases that are the step's own
};

class Steps {
 public:
  // `file`: the scenario; what it loads is looked for from its folder upwards.
  Steps(Workspace* workspace, std::string outbox, std::string file);
  // Throws Failure when the library refuses, std::runtime_error when the step makes no sense.
  Answer carry_out(const Step& step);

 private:
  // What is left of the step; a closing @name is replaced by its document.
  std::string body(Words* words) const;
  Answer record(const std::string& verb, Words* words);
  Answer ingest(Words* words);
  Answer create(const std::string& noun, Words* words);
  Answer flow(Words* words);
  Answer publish(Words* words);
  Answer load(Words* words);
  Answer subscribe(Words* words);
  Answer start(Words* words);
  Answer advance(Words* words);
  Answer member(Words* words);
  Answer members(Words* words);
  Answer mail(Words* words);
  Answer unsubscribe(Words* words);
  Answer receipt(Words* words);
  Answer call(Words* words);
  // The newest message to an address, as the bytes that left.
  std::string newest_message(const std::string& address);

  Workspace* workspace_;
  std::string outbox_, file_;
  std::map<std::string, std::string> documents_;
};

// The instant of a clock or advance step, in milliseconds.
int64_t instant(const std::string& text);
// {"user_id": "u1"} of WHO.
Json identifier(const std::string& who);
std::string verdict(const Json& report);

} // namespace scenario
