#include "template/render.h"

#include "base/limits.h"
#include "template/text.h"

namespace beckon::liquid {

RenderContext::RenderContext(const schema::Value& scope, const RenderOptions& options)
    : scope_(scope),
      options_(options),
      max_output_(options.max_output != 0 ? options.max_output : limits::render_bytes),
      max_steps_(options.max_steps != 0 ? options.max_steps : limits::render_steps) {}

void RenderContext::step() {
  if (++steps_ > max_steps_) {
    throw Error(Code::limit_exceeded, "the rendering takes more than " +
                                          std::to_string(max_steps_) + " steps (render_steps)");
  }
}

void RenderContext::check_size(size_t bytes) const {
  if (bytes > max_output_) {
    throw Error(Code::limit_exceeded, "the rendering is longer than " +
                                          std::to_string(max_output_) + " bytes (render_bytes)");
  }
}

void RenderContext::write(std::string_view text) {
  check_size(out_.size() + text.size());
  out_.append(text);
}

void RenderContext::write(const Operand& operand) {
  const std::string_view text = text_of(operand.value(), &scratch_);
  check_size(out_.size() + text.size());
  if (escapes_html() && !operand.safe()) append_escaped(&out_, text);
  else out_.append(text);
  check_size(out_.size());
}

void RenderContext::note_missing(const std::string& path) {
  if (options_.missing == nullptr || missing_expected_) return;
  if (reported_.insert(path).second) options_.missing->push_back(path);
}

} // namespace beckon::liquid
