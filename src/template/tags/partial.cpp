// {% render "name", key: value %}, {% render "name" with x as y %}, {% render "name" for items %},
// and {% include %}, which shares the variables of the template around it.
#include "template/parser.h"
#include "template/tags/registry.h"
#include "template/tags/sequence.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

struct PartialCall {
  ExpressionPtr name;
  ExpressionPtr subject; // of `with` or `for`; may be null
  bool each = false;     // `for`
  std::string_view alias;
  std::vector<std::pair<std::string_view, ExpressionPtr>> arguments;

  void collect(VariableNames* names) const {
    const schema::Value* literal = name->literal();
    if (literal != nullptr) names->add_partial(literal->as_string());
    name->collect(names);
    if (subject) subject->collect(names);
    for (const auto& [key, value] : arguments) value->collect(names);
  }
};

// The variable that holds the subject: the template's name without its folders.
std::string_view own_name(std::string_view name) {
  return name.substr(name.find_last_of('/') + 1); // npos + 1 is 0
}

PartialCall read_call(ExpressionReader& reader) {
  PartialCall call;
  call.name = reader.primary();
  if (reader.take_word("with")) call.subject = reader.primary();
  else if ((call.each = reader.take_word("for"))) call.subject = reader.primary();
  if (reader.take_word("as")) call.alias = reader.variable_name();
  call.arguments = reader.named_arguments();
  reader.expect_end("a comma, name: value or the end");
  return call;
}

class Render : public Node {
 public:
  explicit Render(PartialCall call) : call_(std::move(call)) {}

  void render(RenderContext& context) const override {
    const std::string& name = call_.name->literal()->as_string();
    const Template& partial = context.partial(name);
    std::vector<RenderContext::Binding> bound;
    for (const auto& [key, value] : call_.arguments) {
      bound.push_back({key, value->evaluate(context)});
    }
    if (!call_.subject) return context.render_isolated(partial, bound);
    const std::string_view variable = call_.alias.empty() ? own_name(name) : call_.alias;
    const Operand subject = call_.subject->evaluate(context);
    const schema::Value& value = subject.value();
    const bool many = subject.kind() == Operand::Kind::range || value.is_array();
    if (call_.each && many) return render_each(context, partial, variable, subject, bound);
    bound.push_back({variable, subject});
    context.render_isolated(partial, bound);
  }
  void collect(VariableNames* names) const override { call_.collect(names); }

 private:
  static void render_each(RenderContext& context, const Template& partial,
                          std::string_view variable, const Operand& subject,
                          std::vector<RenderContext::Binding> bound) {
    const Sequence items(subject, context);
    LoopState loop;
    loop.name = variable;
    loop.length = items.size();
    bound.push_back({"forloop", Operand(&loop)});
    bound.push_back({variable, {}});
    for (; loop.index < loop.length; ++loop.index) {
      context.step();
      bound.back().operand = items.at(loop.index);
      context.render_isolated(partial, bound);
    }
  }

  PartialCall call_;
};

class Include : public Node {
 public:
  explicit Include(PartialCall call) : call_(std::move(call)) {}

  void render(RenderContext& context) const override {
    const Operand named = call_.name->evaluate(context);
    if (!named.value().is_string()) fail_render("the name of an included template is no text");
    const std::string& name = named.value().as_string();
    const Template& partial = context.partial(name);
    const std::string_view variable = call_.alias.empty() ? own_name(name) : call_.alias;
    const schema::Value* kept_name = context.keep(schema::Value(variable)); // outlives `named`
    const Operand subject =
        call_.subject ? call_.subject->evaluate(context) : context.lookup(variable);
    size_t pushed = 0;
    for (const auto& [key, value] : call_.arguments) {
      context.push(key, value->evaluate(context));
      ++pushed;
    }
    render_all(context, partial, kept_name->as_string(), subject);
    context.pop(pushed);
  }
  void collect(VariableNames* names) const override { call_.collect(names); }

 private:
  // A list is shown item by item, without being asked.
  static void render_all(RenderContext& context, const Template& partial, std::string_view variable,
                         const Operand& subject) {
    if (!subject.value().is_array()) {
      context.push(variable, subject);
      context.render_shared(partial);
      return context.pop(1);
    }
    const Sequence items(subject, context);
    context.push(variable, {});
    for (size_t i = 0; i < items.size() && !context.interrupted(); ++i) {
      context.step();
      context.top() = items.at(i);
      context.render_shared(partial);
    }
    context.pop(1);
  }

  PartialCall call_;
};

NodePtr parse_render(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    if (reader.peek().kind != ExpressionToken::Kind::string) {
      reader.fail_unexpected("the quoted name of a template", "write {% render \"footer\" %}");
    }
    node = std::make_unique<Render>(read_call(reader));
  });
  return node;
}

NodePtr parse_include(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    node = std::make_unique<Include>(read_call(reader));
  });
  return node;
}

} // namespace

const Tag kRenderTag = {"render", parse_render};
const Tag kIncludeTag = {"include", parse_include};

} // namespace beckon::liquid
