#include "profile/profile_json.h"

#include "profile/row_reader.h"
#include "schema/binary.h"
#include "schema/json.h"

namespace beckon::profile {
namespace {

// Writes rows of a list, a comma between two of them.
class Rows {
 public:
  explicit Rows(std::string* out) : out_(out) {}
  void begin() {
    if (!first_) *out_ += ',';
    first_ = false;
  }

 private:
  std::string* out_;
  bool first_ = true;
};

// `start` is what stands before the text: the end of the member before, and the name.
void append_text(std::string* out, std::string_view start, std::string_view text) {
  *out += start;
  schema::append_json_string(out, text);
}

void append_at(std::string* out, std::string_view start, Millis at) {
  *out += start;
  *out += '"';
  *out += format_time(at);
  *out += '"';
}

void append_identifiers(std::string* out, RowReader* row) {
  Rows rows(out);
  for (size_t left = row->count(); left > 0; --left) {
    const RowReader::IdentifierView identifier = row->identifier();
    rows.begin();
    append_text(out, R"({"kind":)", identifier.kind_name());
    append_text(out, R"(,"value":)", identifier.value);
    *out += '}';
  }
}

// Those that are not removed.
void append_traits(std::string* out, RowReader* row) {
  Rows rows(out);
  for (size_t left = row->count(); left > 0; --left) {
    ByteReader& trait = row->trait();
    const std::string_view name = begin_trait(&trait);
    if (schema::skip_null(&trait)) continue;
    rows.begin();
    schema::append_json_string(out, name);
    *out += ':';
    schema::append_json(out, &trait);
  }
}

void append_consents(std::string* out, RowReader* row) {
  Rows rows(out);
  for (size_t left = row->count(); left > 0; --left) {
    const RowReader::ConsentView consent = row->consent();
    rows.begin();
    append_text(out, R"({"channel":)", consent.channel);
    append_text(out, R"(,"topic":)", consent.topic);
    append_text(out, R"(,"state":)", kConsentStates[consent.state]);
    append_text(out, R"(,"source":)", consent.source);
    append_at(out, R"(,"at":)", consent.at);
    *out += '}';
  }
}

void append_push_tokens(std::string* out, RowReader* row) {
  Rows rows(out);
  for (size_t left = row->count(); left > 0; --left) {
    const RowReader::PushTokenView token = row->push_token();
    rows.begin();
    append_text(out, R"({"token":)", token.token);
    append_text(out, R"(,"platform":)", token.platform);
    append_at(out, R"(,"at":)", token.at);
    *out += '}';
  }
}

} // namespace

void append_members(std::string* out, std::string_view bytes) {
  RowReader row(bytes);
  append_text(out, R"("id":)", row.id());
  append_at(out, R"(,"created_at":)", row.created_at());
  *out += R"(,"identifiers":[)";
  append_identifiers(out, &row);
  *out += R"(],"traits":{)";
  append_traits(out, &row);
  std::string consents; // they stand before the tokens in the row, and behind them in answers
  append_consents(&consents, &row);
  *out += R"(},"push_tokens":[)";
  append_push_tokens(out, &row);
  *out += R"(],"consents":[)";
  *out += consents;
  *out += ']';
  for (size_t left = row.count(); left > 0; --left) row.trait_head();
  row.end();
}

} // namespace beckon::profile
