#include "segment/text/node.h"

#include <algorithm>
#include <utility>

namespace beckon::segment::text {
namespace {

// One step of a JSON pointer without its escapes.
std::string unescaped(std::string_view token) {
  std::string step;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) step += token[++i] == '1' ? '/' : '~';
    else step += token[i];
  }
  return step;
}

} // namespace

void Place::add(std::string key, Place part) {
  keys.push_back(std::move(key));
  parts.push_back(std::move(part));
}

size_t Place::find(std::string_view pointer) const {
  const Place* place = this;
  while (!pointer.empty()) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string step = unescaped(pointer.substr(1, end - 1));
    const Place* next = nullptr;
    for (size_t i = 0; i < place->keys.size(); ++i) {
      if (place->keys[i] == step) next = &place->parts[i];
    }
    if (next == nullptr) break;
    place = next;
    pointer.remove_prefix(end);
  }
  return place->offset;
}

void Node::set(std::string_view member, schema::Value item, size_t offset) {
  value.set(member, std::move(item));
  place.add(std::string(member), Place(offset));
}

void Node::set(std::string_view member, Node item) {
  broken = broken || item.broken;
  value.set(member, std::move(item.value));
  place.add(std::string(member), std::move(item.place));
}

void Node::push(Node item) {
  broken = broken || item.broken;
  place.add(std::to_string(value.size()), std::move(item.place));
  value.push_back(std::move(item.value));
}

} // namespace beckon::segment::text
