#include "segment/text/words.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"

namespace beckon::segment::text {
namespace {

// Of two that begin with the same words the longer comes first.
constexpr std::array<OperatorWords, 26> kOperators = {{
    {"eq", "=", Operand::value},
    {"ne", "!=", Operand::value},
    {"gte", ">=", Operand::value},
    {"gt", ">", Operand::value},
    {"lte", "<=", Operand::value},
    {"lt", "<", Operand::value},
    {"between", "between", Operand::range},
    {"in", "in", Operand::list},
    {"not_in", "not in", Operand::list},
    {"exists", "exists", Operand::yes},
    {"exists", "not exists", Operand::no},
    {"contains", "contains", Operand::value},
    {"not_contains", "not contains", Operand::value},
    {"starts_with", "starts with", Operand::value},
    {"ends_with", "ends with", Operand::value},
    {"matches", "matches", Operand::value},
    {"has_any", "has any", Operand::list},
    {"has_all", "has all", Operand::list},
    {"any_item", "any item", Operand::item},
    {"before", "before", Operand::value},
    {"after", "after", Operand::value},
    {"within_last", "within last", Operand::duration},
    {"within_next", "within next", Operand::duration},
    {"older_than", "older than", Operand::duration},
    {"anniversary_within", "anniversary within", Operand::duration},
    {"held_for", "held", Operand::held},
}};

struct ForeignWord {
  std::string_view word, words;
};
constexpr std::array<ForeignWord, 9> kForeignWords = {{{"is", "="},
                                                       {"eq", "="},
                                                       {"equals", "="},
                                                       {"isnt", "!="},
                                                       {"ne", "!="},
                                                       {"like", "contains"},
                                                       {"includes", "contains"},
                                                       {"missing", "not exists"},
                                                       {"since", "after"}}};

constexpr std::array<std::string_view, 24> kReserved = {
    "and", "or",    "not",      "in",         "all",     "any",    "everyone", "manual",
    "did", "count", "sum",      "avg",        "min",     "max",    "distinct", "last",
    "has", "where", "sequence", "suppressed", "consent", "random", "entry",    "computed"};

} // namespace

std::span<const OperatorWords> operator_words() { return kOperators; }

std::vector<std::string_view> operator_spellings() {
  std::vector<std::string_view> spellings;
  for (const OperatorWords& row : kOperators) spellings.push_back(row.words);
  return spellings;
}

std::string_view operator_for(std::string_view foreign_word) {
  for (const ForeignWord& row : kForeignWords) {
    if (same_word(row.word, foreign_word)) return row.words;
  }
  return {};
}

bool is_reserved(std::string_view name) {
  return std::any_of(kReserved.begin(), kReserved.end(),
                     [&](std::string_view word) { return same_word(word, name); });
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

} // namespace beckon::segment::text
