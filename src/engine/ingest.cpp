// Batches: NDJSON lines checked on the caller's thread while the writer works on those before.
#include <algorithm>
#include <deque>
#include <utility>

#include "base/limits.h"
#include "engine/event_reads.h"
#include "engine/ip_privacy.h"
#include "engine/workspace.h"

namespace beckon::engine {
namespace {

// Parts that go to the writer, who begins with them while the next ones are read. Of smaller ones a
// caller's batch would wait for several syncs.
constexpr size_t kChunksUnderWay = 4;

struct Chunk {
  BatchPtr batch;
  std::vector<size_t> lines; // index in the caller's batch of each record
};

void collect(const Chunk& chunk, BatchResult* result) {
  for (size_t i = 0; i < chunk.lines.size(); ++i) {
    const Verdict& verdict = chunk.batch->verdicts[i];
    if (verdict.error != nullptr) {
      result->errors.push_back({chunk.lines[i], *verdict.error});
      continue;
    }
    ++result->accepted;
    if (verdict.duplicate) ++result->duplicates;
  }
}

// Over what an earlier batch has left there.
void add(const InputReader& reader, std::string_view line, EventReads* reads, Batch* batch) {
  const Input& input = reader.input();
  schema::Value properties; // an event's
  if (input.kind == store::RecordKind::track) properties = reads->of(reader);
  store::Record& record = batch->records.add();
  record.offset = 0; // the writer gives it one, and a time
  record.at = 0;
  record.kind = input.kind;
  record.partition = input.partition();
  record.payload = line;
  ReadRecord& read = batch->read.add();
  read.input = input;
  read.properties = std::move(properties);
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace

// On an error that ends the call (a full disk, a failed write) the lines before it are stored.
BatchResult Workspace::ingest(std::string_view ndjson) {
  if (ndjson.size() > limits::batch_bytes) {
    throw Error(Code::limit_exceeded, "the batch is larger than limits::batch_bytes", "",
                "send it in parts");
  }
  const auto line_ends = std::count(ndjson.begin(), ndjson.end(), '\n');
  if (static_cast<size_t>(line_ends) > limits::batch_records) {
    throw Error(Code::limit_exceeded, "the batch has more than limits::batch_records lines", "",
                "send it in parts");
  }
  BatchResult result;
  std::deque<Chunk> under_way;
  const DefinitionsPtr defined = definitions();
  InputReader reader;
  reader.use(&defined->identifiers());
  EventReads reads;
  reads.follow(defined);
  Chunk chunk{batches_.take(), {}};
  const auto send = [&] {
    if (chunk.lines.empty()) return;
    chunk.batch->telling = false;
    chunk.batch->read_by = defined;
    writer_->submit(chunk.batch);
    under_way.push_back(std::move(chunk));
    chunk = {batches_.take(), {}};
  };
  const auto receive = [&] {
    writer_->wait(under_way.front().batch);
    collect(under_way.front(), &result);
    under_way.pop_front();
  };
  const Millis now = clock_->now();
  size_t index = 0;
  while (!ndjson.empty()) {
    const size_t end = std::min(ndjson.find('\n'), ndjson.size());
    const std::string_view line = ndjson.substr(0, end);
    ndjson.remove_prefix(std::min(end + 1, ndjson.size()));
    if (is_blank(line)) continue;
    try {
      const Input& input = reader.read(line);
      check_time(input, now);
      // An opt-out goes through on a full disk: it never shares a batch with what does not.
      if (input.is_opt_out() != chunk.batch->opt_out) send();
      chunk.batch->opt_out = input.is_opt_out();
      const auto shielded = without_full_ip(reader, defined->policy().ip_addresses);
      add(reader, shielded ? *shielded : line, &reads, chunk.batch.get());
      chunk.lines.push_back(index);
    } catch (const Error& error) {
      result.errors.push_back({index, error});
    }
    ++index;
    if (chunk.lines.size() >= limits::chunk_records) send();
    if (under_way.size() > kChunksUnderWay) receive();
  }
  send();
  while (!under_way.empty()) receive();
  std::sort(result.errors.begin(), result.errors.end(),
            [](const LineError& a, const LineError& b) { return a.index < b.index; });
  return result;
}

} // namespace beckon::engine
