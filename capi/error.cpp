#include "capi/error.h"

#include <memory>
#include <new>
#include <utility>

#include "capi/text.h"
#include "engine/engine.h"
#include "schema/json.h"

namespace beckon::capi {
namespace {

// Texts from outside (of the system, of a library) need not be UTF-8, but answers must be.
std::string clean(std::string text) {
  if (schema::is_utf8(text)) return text;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return text;
}

Issues clean(Issues issues) {
  for (Issue& issue : issues) {
    issue.pointer = clean(std::move(issue.pointer));
    issue.message = clean(std::move(issue.message));
    issue.hint = clean(std::move(issue.hint));
  }
  return issues;
}

std::unique_ptr<beckon_error> make_error(const Error& error) {
  auto made = std::make_unique<beckon_error>();
  made->code = static_cast<beckon_status>(error.code());
  made->message = clean(error.message());
  made->pointer = clean(error.pointer());
  made->hint = clean(error.hint());
  made->issues = clean(error.issues());
  made->json = clean(schema::to_json(engine::to_value(error)));
  return made;
}

// Made when the library is loaded, while there is memory; shared by all who run out of it, and
// never freed.
beckon_error* const kOutOfMemory =
    make_error(Error(Code::out_of_memory, "there is not enough memory")).release();

void put(beckon_error** slot, beckon_error* error) noexcept {
  if (slot == nullptr) return;
  beckon_error_destroy(slot);
  *slot = error;
}

beckon_status put_out_of_memory(beckon_error** slot) noexcept {
  put(slot, kOutOfMemory);
  return BECKON_OUT_OF_MEMORY;
}

} // namespace

beckon_status store_error(beckon_error** slot, const Error& error) noexcept {
  const auto status = static_cast<beckon_status>(error.code());
  if (slot == nullptr) return status;
  try {
    put(slot, make_error(error).release());
    return status;
  } catch (...) { // only memory can be lacking here
    return put_out_of_memory(slot);
  }
}

beckon_status store_current_exception(beckon_error** slot) noexcept try {
  try {
    throw;
  } catch (const Error& error) {
    return store_error(slot, error);
  } catch (const std::bad_alloc&) {
    return put_out_of_memory(slot);
  } catch (const std::exception& error) {
    return store_error(slot, Error(Code::internal, error.what()));
  } catch (...) {
    return store_error(slot, Error(Code::internal, "an exception of unknown type"));
  }
} catch (...) { // making the Error of an internal failure ran out of memory
  return put_out_of_memory(slot);
}

} // namespace beckon::capi

using beckon::capi::borrow;

beckon_status beckon_error_code(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? BECKON_OK : error->code;
}
beckon_str beckon_error_message(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? borrow("") : borrow(error->message);
}
beckon_str beckon_error_pointer(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? borrow("") : borrow(error->pointer);
}
beckon_str beckon_error_hint(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? borrow("") : borrow(error->hint);
}
beckon_str beckon_error_json(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? borrow("") : borrow(error->json);
}
size_t beckon_error_issue_count(const beckon_error* error) BECKON_NOEXCEPT {
  return error == nullptr ? 0 : error->issues.size();
}
beckon_issue beckon_error_issue(const beckon_error* error, size_t index) BECKON_NOEXCEPT {
  if (index >= beckon_error_issue_count(error)) return {borrow(""), borrow(""), borrow("")};
  const beckon::Issue& issue = error->issues[index];
  return {borrow(issue.pointer), borrow(issue.message), borrow(issue.hint)};
}

void beckon_error_destroy(beckon_error** error) BECKON_NOEXCEPT {
  if (error == nullptr) return;
  if (*error != beckon::capi::kOutOfMemory) delete *error;
  *error = nullptr;
}
