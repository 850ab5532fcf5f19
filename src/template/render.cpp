#include "template/render.h"

#include "base/limits.h"
#include "template/program.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

size_t weight(const schema::Value& value) {
  if (value.is_string()) return value.as_string().size() + sizeof(schema::Value);
  size_t sum = sizeof(schema::Value);
  if (value.is_array()) {
    for (const schema::Value& item : value.as_array()) sum += weight(item);
  }
  if (value.is_object()) {
    for (const schema::Member& member : value.as_object()) sum += weight(member.value);
  }
  return sum;
}

} // namespace

void fail_render(const std::string& message, const std::string& hint) {
  throw Error(Code::invalid_request, message, {}, hint);
}

RenderContext::RenderContext(const schema::Value& scope, const RenderOptions& options)
    : scope_(scope),
      options_(options),
      max_output_(options.max_output != 0 ? options.max_output : limits::render_bytes),
      max_steps_(options.max_steps != 0 ? options.max_steps : limits::render_steps) {}

Operand RenderContext::lookup(std::string_view name) const {
  for (auto at = block_.rbegin(); at != block_.rend(); ++at) {
    if (at->name == name) return at->operand;
  }
  for (const Variable& variable : state_.assigned) {
    if (variable.name == name) return variable.operand;
  }
  if (const schema::Value* found = scope_.find(name)) return found;
  if (!state_.counters.empty()) {
    const auto found = state_.counters.find(name);
    if (found != state_.counters.end()) return schema::Value(found->second);
  }
  return {};
}

// Everything a variable holds lives until the rendering ends, so that what borrows from it stays
// good when the name gets another value.
void RenderContext::assign(std::string_view name, Operand operand) {
  if (operand.kind() == Operand::Kind::value && !operand.borrows()) {
    const bool safe = operand.safe();
    operand = keep(operand.take());
    operand.mark_safe(safe);
  }
  for (Variable& variable : state_.assigned) {
    if (variable.name != name) continue;
    variable.operand = std::move(operand);
    return;
  }
  state_.assigned.push_back({name, std::move(operand)});
}

const schema::Value* RenderContext::borrow(std::string_view name, const MemberHint& hint) const {
  const auto lying = [](const Operand& operand) {
    const bool plain = operand.kind() == Operand::Kind::value && operand.borrows();
    return plain && !operand.safe() ? &operand.value() : nullptr;
  };
  for (auto at = block_.rbegin(); at != block_.rend(); ++at) {
    if (at->name == name) return lying(at->operand);
  }
  for (const Variable& variable : state_.assigned) {
    if (variable.name == name) return lying(variable.operand);
  }
  return hint.find(scope_, name);
}

size_t& RenderContext::offset(std::string_view loop) {
  for (auto& [name, next] : state_.offsets) {
    if (name == loop) return next;
  }
  return state_.offsets.emplace_back(loop, 0).second;
}

void RenderContext::push(std::string_view name, Operand operand) {
  if (block_.capacity() == 0) block_.reserve(4); // a loop has two
  block_.push_back({name, std::move(operand)});
}

const schema::Value* RenderContext::keep(schema::Value value) {
  kept_bytes_ += weight(value);
  check_size(kept_bytes_ / 8);
  return &kept_.emplace_front(std::move(value));
}

const Template& RenderContext::partial(std::string_view name) {
  const auto known = partials_.find(name);
  if (known != partials_.end()) return *known->second;
  TemplatePtr found = options_.partials ? options_.partials(name) : nullptr;
  if (found == nullptr) {
    throw Error(Code::not_found, "there is no template \"" + std::string(name) + "\"");
  }
  return *partials_.emplace(name, std::move(found)).first->second;
}

void RenderContext::enter_partial() {
  if (++partial_depth_ <= limits::template_depth) return;
  throw Error(Code::limit_exceeded, "templates ask for each other more than " +
                                        std::to_string(limits::template_depth) +
                                        " deep (template_depth)");
}

void RenderContext::render_shared(const Template& partial) {
  enter_partial();
  partial.program_->block.render(*this);
  --partial_depth_;
}

void RenderContext::render_isolated(const Template& partial, const std::vector<Binding>& bound) {
  enter_partial();
  State outside = std::exchange(state_, {});
  std::vector<Variable> outside_block = std::exchange(block_, {});
  const LoopState* outside_loop = std::exchange(loop_, nullptr);
  for (const Binding& binding : bound) push(binding.name, binding.operand);
  partial.program_->block.render(*this);
  take_interrupt(); // a break inside is the partial's own affair
  loop_ = outside_loop;
  block_ = std::move(outside_block);
  state_ = std::move(outside);
  --partial_depth_;
}

void RenderContext::fail_steps() const {
  throw Error(Code::limit_exceeded, "the rendering takes more than " + std::to_string(max_steps_) +
                                        " steps (render_steps)");
}

void RenderContext::fail_size() const {
  throw Error(Code::limit_exceeded, "the rendering is longer than " + std::to_string(max_output_) +
                                        " bytes (render_bytes)");
}

void RenderContext::write_value(const schema::Value& value) {
  using Kind = schema::Kind;
  if (value.kind() == Kind::boolean || value.is_number()) { // nothing in them is markup
    append_text(&out_, value);
    return check_size(out_.size());
  }
  const std::string_view text = text_of(value, &scratch_);
  if (!escapes_html()) return write(text);
  check_size(out_.size() + text.size());
  append_escaped(&out_, text);
  check_size(out_.size());
}

void RenderContext::write(const Operand& operand) {
  const std::string_view text = text_of(operand, &scratch_);
  check_size(out_.size() + text.size());
  if (escapes_html() && !operand.safe()) append_escaped(&out_, text);
  else out_.append(text);
  check_size(out_.size());
}

std::string RenderContext::begin_capture() { return std::exchange(out_, {}); }

std::string RenderContext::end_capture(std::string before) {
  return std::exchange(out_, std::move(before));
}

void RenderContext::note_missing(const std::string& path) {
  if (missing_expected_) return;
  if (options_.strict) {
    fail_render("the variable " + path + " has no value",
                "give it one, or a stand-in: {{ " + path + " | default: \"…\" }}");
  }
  if (options_.missing == nullptr) return;
  if (reported_.insert(path).second) options_.missing->push_back(path);
}

} // namespace beckon::liquid
