#include "workspace.h"

#include <beckon/beckon.hpp>
#include <functional>

namespace scenario {
namespace {

// Runs a call of the library and turns its refusal into ours.
template <typename Call>
auto guarded(Call&& call) {
  try {
    return call();
  } catch (const beckon::Error& error) {
    Failure failure = failure_of(Json::parse(error.json()));
    if (failure.code != error.code()) throw std::runtime_error("the error's JSON has another code");
    throw failure;
  }
}

} // namespace

std::string Failure::text() const {
  std::string text = "error " + code;
  for (const std::string& pointer : pointers) text += " " + pointer;
  return text;
}

Failure failure_of(const Json& error) {
  std::vector<std::string> pointers;
  for (const Json& issue : error.value("issues", Json::array())) {
    const std::string pointer = text_of(issue, "pointer");
    pointers.push_back(pointer.empty() ? "(whole)" : pointer);
  }
  if (pointers.empty() && !text_of(error, "pointer").empty()) {
    pointers.push_back(text_of(error, "pointer"));
  }
  return Failure(error.dump(), text_of(error, "code"), std::move(pointers));
}

struct Workspace::Handle {
  beckon::Engine engine;
};

Workspace::Workspace(std::string directory, std::optional<int64_t> start)
    : directory_(std::move(directory)), start_(start) {
  open();
}

Workspace::~Workspace() = default;

void Workspace::open() {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = start_;
  handle_ = guarded([&] {
    return std::make_unique<Handle>(Handle{beckon::Engine(directory_, std::move(options))});
  });
}

void Workspace::restart() {
  handle_.reset();
  open();
}

Json Workspace::record(const std::string& verb, const std::string& json) {
  beckon::Engine& engine = handle_->engine;
  return guarded([&] {
    if (verb == "identify") return Json::parse(engine.identify(json));
    if (verb == "track") return Json::parse(engine.track(json));
    if (verb == "alias") return Json::parse(engine.alias(json));
    if (verb == "consent") return Json::parse(engine.consent(json));
    if (verb == "ingest") return Json::parse(engine.ingest(json));
    throw std::runtime_error("no such record: " + verb);
  });
}

Json Workspace::call(const std::string& operation, const std::string& request) {
  return guarded([&] { return Json::parse(handle_->engine.call(operation, request)); });
}

bool Workspace::is_member(const std::string& segment, const std::string& profile) {
  return guarded([&] { return handle_->engine.is_member(segment, profile); });
}

void Workspace::advance_by(const std::string& duration) {
  guarded([&] { handle_->engine.advance_by(duration); });
}

void Workspace::advance_to(int64_t at) {
  guarded([&] { handle_->engine.advance_to(at); });
}

void Workspace::settle() {
  guarded([&] { handle_->engine.settle(); });
}

Json Workspace::verify() {
  return guarded([&] { return Json::parse(handle_->engine.verify()); });
}

Json items(Workspace& workspace, const std::string& operation, const Json& request) {
  Json whole = request;
  whole["limit"] = 1000;
  const Json listing = workspace.call(operation, whole.dump());
  if (listing.contains("cursor") && listing.at("cursor").is_string()) {
    throw std::runtime_error(operation + " does not fit one page");
  }
  return listing.at("items");
}

std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace scenario
