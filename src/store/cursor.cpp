// Cursors of lmdb.h: a walk along what is stored and, above it, what a buffered transaction holds
// in memory.
#include <lmdb.h>

#include <utility>

#include "store/lmdb.h"
#include "store/seal.h"

namespace beckon::store {

// Each layer stands at its next candidate in the direction of the walk; the uppermost that has the
// nearest key tells the row, and all that have it move on.
class Cursor::Layers {
 public:
  Layers(Cursor* cursor, std::vector<const Changes::Rows*> above) : cursor_(cursor) {
    for (const Changes::Rows* rows : above) above_.push_back({rows, rows->end()});
  }
  void belongs_to(Cursor* cursor) { cursor_ = cursor; }

  bool from(std::string_view key) { // the first that is ≥ key
    for (Layer& layer : above_) layer.set(layer.rows->lower_bound(key));
    forward_ = true;
    read_stored(key.empty() ? MDB_FIRST : MDB_SET_RANGE, key);
    return take();
  }
  bool last() {
    for (Layer& layer : above_) layer.set_before(layer.rows->end());
    forward_ = false;
    read_stored(MDB_LAST);
    return take();
  }
  bool next() {
    if (turned_ || !forward_) turn_behind(key_);
    return take();
  }
  bool previous() {
    if (turned_ || forward_) turn_before(key_);
    return take();
  }
  std::string_view value() const { return row_ != nullptr ? row_->value() : unseal(value_stored_); }

 private:
  struct Layer {
    const Changes::Rows* rows;
    Changes::Rows::const_iterator at;
    bool found = false;

    void set(Changes::Rows::const_iterator place) {
      at = place;
      found = place != rows->end();
    }
    void set_before(Changes::Rows::const_iterator place) {
      found = place != rows->begin();
      at = found ? std::prev(place) : place;
    }
  };

  void read_stored(int operation, std::string_view key = {}) {
    MDB_val key_val = to_val(key), value;
    const auto step = static_cast<MDB_cursor_op>(operation);
    const int rc = mdb_cursor_get(cursor_->cursor_, &key_val, &value, step);
    if (rc != 0 && rc != MDB_NOTFOUND) cursor_->transaction_->fail(rc, "read");
    stored_found_ = rc == 0;
    if (!stored_found_) return;
    stored_key_ = to_view(key_val);
    stored_ = to_view(value);
  }

  void turn_behind(std::string_view key) {
    for (Layer& layer : above_) layer.set(layer.rows->upper_bound(key));
    forward_ = true;
    read_stored(MDB_SET_RANGE, key);
    if (stored_found_ && stored_key_ == key) read_stored(MDB_NEXT);
  }
  void turn_before(std::string_view key) {
    for (Layer& layer : above_) layer.set_before(layer.rows->lower_bound(key));
    forward_ = false;
    read_stored(MDB_SET_RANGE, key);
    read_stored(stored_found_ ? MDB_PREV : MDB_LAST);
  }

  bool is_nearer(std::string_view key, std::string_view than) const {
    return forward_ ? key < than : than < key;
  }

  bool take() {
    turned_ = false;
    for (;;) {
      const Layer* winner = nullptr;
      bool found = stored_found_;
      std::string_view nearest = stored_key_;
      for (const Layer& layer : above_) {
        if (!layer.found) continue;
        const bool wins = !found || is_nearer(layer.at->first, nearest) ||
                          (winner == nullptr && layer.at->first == nearest);
        if (!wins) continue;
        winner = &layer;
        nearest = layer.at->first;
        found = true;
      }
      if (!found) {
        turned_ = true; // whoever goes on begins at the last row that was found
        return false;
      }
      const Changes::Row* row = winner == nullptr ? nullptr : &winner->at->second;
      if (row == nullptr) value_stored_ = stored_;
      step_over(nearest);
      if (row != nullptr && row->gone()) continue;
      key_ = nearest;
      row_ = row;
      cursor_->key_ = key_;
      return true;
    }
  }

  void step_over(std::string_view key) {
    for (Layer& layer : above_) {
      if (!layer.found || layer.at->first != key) continue;
      if (forward_) layer.set(std::next(layer.at));
      else layer.set_before(layer.at);
    }
    if (stored_found_ && stored_key_ == key) read_stored(forward_ ? MDB_NEXT : MDB_PREV);
  }

  Cursor* cursor_;
  std::vector<Layer> above_; // the newest first
  bool forward_ = true, turned_ = true;
  bool stored_found_ = false;
  std::string_view stored_key_, stored_;
  // The row it stands at.
  std::string_view key_, value_stored_;
  const Changes::Row* row_ = nullptr; // null: it is stored
};

Cursor::Cursor(const Transaction& transaction, Table table) : transaction_(&transaction) {
  const int rc = mdb_cursor_open(transaction.txn_, table.handle, &cursor_);
  if (rc != 0) transaction.fail(rc, "read");
  std::vector<const Changes::Rows*> above;
  for (const Changes* changes :
       {static_cast<const Changes*>(transaction.changes_.get()), transaction.handed_over_.get()}) {
    const Changes::Rows* rows = changes == nullptr ? nullptr : changes->of(table);
    if (rows != nullptr) above.push_back(rows);
  }
  if (!above.empty()) layers_ = std::make_unique<Layers>(this, std::move(above));
}

Cursor::Cursor(Cursor&& other) noexcept
    : transaction_(other.transaction_),
      cursor_(std::exchange(other.cursor_, nullptr)),
      layers_(std::move(other.layers_)),
      key_(other.key_),
      stored_(other.stored_) {
  if (layers_ != nullptr) layers_->belongs_to(this);
}

Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

bool Cursor::move(int operation, std::string_view seek_key) {
  MDB_val key = to_val(seek_key), value;
  const int rc = mdb_cursor_get(cursor_, &key, &value, static_cast<MDB_cursor_op>(operation));
  if (rc == MDB_NOTFOUND) return false;
  if (rc != 0) transaction_->fail(rc, "read");
  key_ = to_view(key);
  stored_ = to_view(value);
  return true;
}

bool Cursor::first() { return layers_ ? layers_->from({}) : move(MDB_FIRST); }
bool Cursor::last() { return layers_ ? layers_->last() : move(MDB_LAST); }
bool Cursor::seek(std::string_view key) {
  if (layers_) return layers_->from(key);
  return key.empty() ? first() : move(MDB_SET_RANGE, key);
}
bool Cursor::next() { return layers_ ? layers_->next() : move(MDB_NEXT); }
bool Cursor::previous() { return layers_ ? layers_->previous() : move(MDB_PREV); }
std::string_view Cursor::value() const { return layers_ ? layers_->value() : unseal(stored_); }

} // namespace beckon::store
