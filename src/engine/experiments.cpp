#include "engine/experiments.h"

#include <algorithm>
#include <cmath>

#include "engine/tables.h"

namespace beckon::engine {
namespace {

using Metric = flow::Experiment::Metric;

std::string stored_key(uint32_t flow, std::string_view key) {
  return number_key(flow) + std::string(key);
}

} // namespace

uint64_t VariantRow::reached(Metric metric) const {
  switch (metric) {
    case Metric::opened: return opened;
    case Metric::clicked: return clicked;
    case Metric::converted: return converted;
  }
  return 0;
}

VariantRow& ExperimentRow::variant(std::string_view key) {
  const auto place = std::lower_bound(
      variants.begin(), variants.end(), key,
      [](const VariantRow& row, std::string_view wanted) { return row.key < wanted; });
  if (place != variants.end() && place->key == key) return *place;
  return *variants.insert(place, VariantRow{std::string(key)});
}

const VariantRow* ExperimentRow::find(std::string_view key) const {
  const auto found = std::find_if(variants.begin(), variants.end(),
                                  [&](const VariantRow& row) { return row.key == key; });
  return found == variants.end() ? nullptr : &*found;
}

std::string encode(const ExperimentRow& row) {
  std::string bytes;
  for (const Millis at : {row.first_at, row.decide_at, row.decided_at}) {
    put_little<Millis>(&bytes, at);
  }
  put_varint(&bytes, row.timer);
  put_varint(&bytes, row.is_late ? 1 : 0);
  put_text(&bytes, row.winner);
  put_varint(&bytes, row.variants.size());
  for (const VariantRow& variant : row.variants) {
    put_text(&bytes, variant.key);
    for (const uint64_t count :
         {variant.assigned, variant.opened, variant.clicked, variant.converted}) {
      put_varint(&bytes, count);
    }
  }
  return bytes;
}

ExperimentRow decode_experiment(std::string_view bytes) {
  ByteReader reader(bytes);
  ExperimentRow row;
  for (Millis* at : {&row.first_at, &row.decide_at, &row.decided_at}) *at = reader.little<Millis>();
  row.timer = reader.varint();
  row.is_late = reader.varint() != 0;
  row.winner = reader.text();
  row.variants.resize(reader.count());
  for (VariantRow& variant : row.variants) {
    variant.key = reader.text();
    for (uint64_t* count :
         {&variant.assigned, &variant.opened, &variant.clicked, &variant.converted}) {
      *count = reader.varint();
    }
  }
  return row;
}

bool has_enough(const flow::Experiment& experiment, const ExperimentRow& row) {
  const uint64_t wanted = experiment.winner ? experiment.winner->min : 0;
  return std::all_of(experiment.variants.begin(), experiment.variants.end(),
                     [&](const flow::Experiment::Variant& variant) {
                       const VariantRow* counts = row.find(variant.key);
                       return (counts == nullptr ? 0 : counts->assigned) >= wanted;
                     });
}

std::string best_variant(const flow::Experiment& experiment, const ExperimentRow& row) {
  const Metric metric = experiment.winner->metric;
  std::string best;
  uint64_t reached = 0, of = 0;
  for (const flow::Experiment::Variant& variant : experiment.variants) {
    const VariantRow* counts = row.find(variant.key);
    const uint64_t its = counts == nullptr ? 0 : counts->reached(metric);
    const uint64_t among = counts == nullptr ? 0 : counts->assigned;
    // its / among > reached / of, where nobody is no share at all. Counts are below 2^32: entries.
    const bool better = best.empty() || its * of > reached * among || (reached == 0 && its > 0);
    if (!better) continue;
    best = variant.key;
    reached = its;
    of = among;
  }
  return best;
}

uint8_t metric_bit(Metric metric) {
  return static_cast<uint8_t>(1U << static_cast<uint8_t>(metric));
}

void count_arm(const Arm& arm, ExperimentRow* row) {
  VariantRow& variant = row->variant(arm.variant);
  ++variant.assigned;
  if ((arm.reached & metric_bit(Metric::opened)) != 0) ++variant.opened;
  if ((arm.reached & metric_bit(Metric::clicked)) != 0) ++variant.clicked;
  if ((arm.reached & metric_bit(Metric::converted)) != 0) ++variant.converted;
  row->first_at = row->first_at == 0 ? arm.at : std::min(row->first_at, arm.at);
}

Significance compare_shares(uint64_t reached_a, uint64_t of_a, uint64_t reached_b, uint64_t of_b) {
  if (of_a == 0 || of_b == 0) return {};
  const auto number = [](uint64_t count) { return static_cast<double>(count); };
  const double pooled = number(reached_a + reached_b) / number(of_a + of_b);
  const double variance = pooled * (1 - pooled) * (1 / number(of_a) + 1 / number(of_b));
  if (variance <= 0) return {};
  const double z =
      (number(reached_b) / number(of_b) - number(reached_a) / number(of_a)) / std::sqrt(variance);
  return {z, std::erfc(std::abs(z) / std::sqrt(2.0))};
}

void Experiments::load(const store::Transaction* transaction, store::Table table) {
  transaction_ = transaction;
  table_ = table;
  held_.clear();
}

void Experiments::store(store::Transaction* transaction) {
  for (auto& [flow, rows] : held_) {
    for (auto& [key, held] : rows) {
      if (held.changed) transaction->put(table_, stored_key(flow, key), encode(held.row));
      held.changed = false;
    }
  }
}

Experiments::Held& Experiments::held(uint32_t flow, std::string_view key) {
  auto& rows = held_[flow];
  const auto known = rows.find(key);
  if (known != rows.end()) return known->second;
  Held& made = rows[std::string(key)];
  const auto bytes = transaction_->get(table_, stored_key(flow, key));
  if (bytes) made.row = decode_experiment(*bytes);
  return made;
}

ExperimentRow& Experiments::edit(uint32_t flow, std::string_view key) {
  Held& row = held(flow, key);
  row.changed = true;
  return row.row;
}

std::vector<std::string> Experiments::keys(uint32_t flow) const {
  std::vector<std::string> keys;
  for (const auto& [key, row] : stored_experiments(*transaction_, table_, flow))
    keys.push_back(key);
  if (const auto rows = held_.find(flow); rows != held_.end()) {
    for (const auto& [key, held] : rows->second) {
      if (held.row.first_at != 0) keys.push_back(key);
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::map<std::string, ExperimentRow> stored_experiments(const store::Transaction& transaction,
                                                        store::Table table, uint32_t flow) {
  std::map<std::string, ExperimentRow> rows;
  const std::string prefix = number_key(flow);
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    rows[std::string(cursor.key().substr(prefix.size()))] = decode_experiment(cursor.value());
  }
  return rows;
}

} // namespace beckon::engine
