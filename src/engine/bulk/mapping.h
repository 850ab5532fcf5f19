// How the columns of a table become records: the definition that a host gives with an import.
//
//   {"format": "csv", "zone": "Europe/London", "event": "Item Purchased",
//    "columns": {"CustomerID": {"to": "user_id", "type": "integer"},
//                "InvoiceDate": "at",
//                "Quantity": {"to": "properties.quantity", "type": "integer"}},
//    "set": {"properties.currency": "GBP"}}
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/bulk/cell.h"
#include "schema/describe.h"

namespace beckon::engine::bulk {

enum class Format : uint8_t { csv, ndjson };
enum class Encoding : uint8_t { utf8, windows_1252 };
enum class Others : uint8_t { ignore, traits, properties };
// Whose exports have these columns; see aliases.h.
enum class Preset : uint8_t { none, klaviyo, mailchimp, shopify, listmonk };

// What a column says about consent to a channel.
struct ConsentColumn {
  std::string channel, topic;
  std::string column;                             // whose value tells
  std::vector<std::string> granted, denied, none; // its values, in any case; "*": any that is there
  std::string at;                                 // column of the time at which it was said
  std::string ip;                                 // column of the address it was said from
  std::vector<std::string> proof;                 // columns that prove it
};

struct ImportRequest {
  std::string key; // under which progress is kept; "": none is
  std::optional<Format> format;
  std::optional<Preset> preset;
  std::string delimiter;
  Encoding encoding = Encoding::utf8;
  std::map<std::string, schema::Value> columns;
  std::optional<Others> others;
  std::string event, zone;
  std::map<std::string, schema::Value> set;
  std::vector<std::string> lists;
  std::vector<ConsentColumn> consents;
  std::string consent_proof; // of every consent that is granted without columns that prove it
  std::string source;        // for the ledger of consents and lists
  bool dry_run = false;
};

// Where a value goes.
struct Target {
  enum class Kind : uint8_t {
    ignore,
    identifier, // user_id, anonymous_id, email, phone, or identifiers.<own kind>
    at,
    message_id,
    event,
    trait,
    property,
  };
  Kind kind = Kind::ignore;
  std::string name;  // of an identifier; of an own kind behind "identifiers."
  schema::Path path; // of a trait or property
  std::string text() const;
  bool operator==(const Target&) const = default;
};

struct Column {
  std::string name;
  Target target;
  CellForm form;
};

// "user_id", "identifiers.loyalty_id", "traits.plan", "properties.total", "at", "event",
// "message_id", "ignore". Throws invalid_request.
Target read_target(std::string_view text, const std::string& pointer);
// Throws invalid_request, or limit_exceeded: a value as deep as the path is made from it.
schema::Path read_path(std::string_view text, const std::string& pointer);

// Reads the definition. Throws invalid_request with all mistakes.
ImportRequest read_import_request(const schema::Value& document);
// The columns that the definition names, in its order. REQUIRES: read_import_request took it.
std::vector<Column> mapped_columns(const ImportRequest& request);
schema::Value to_value(const Column& column); // as the definition has it

} // namespace beckon::engine::bulk

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::bulk::Format> {
  static constexpr std::array values = {std::pair{engine::bulk::Format::csv, "csv"sv},
                                        std::pair{engine::bulk::Format::ndjson, "ndjson"sv}};
};
template <>
struct EnumNames<engine::bulk::Encoding> {
  static constexpr std::array values = {
      std::pair{engine::bulk::Encoding::utf8, "utf-8"sv},
      std::pair{engine::bulk::Encoding::windows_1252, "windows-1252"sv}};
};
template <>
struct EnumNames<engine::bulk::Others> {
  static constexpr std::array values = {
      std::pair{engine::bulk::Others::ignore, "ignore"sv},
      std::pair{engine::bulk::Others::traits, "traits"sv},
      std::pair{engine::bulk::Others::properties, "properties"sv}};
};
template <>
struct EnumNames<engine::bulk::Preset> {
  static constexpr std::array values = {std::pair{engine::bulk::Preset::none, "none"sv},
                                        std::pair{engine::bulk::Preset::klaviyo, "klaviyo"sv},
                                        std::pair{engine::bulk::Preset::mailchimp, "mailchimp"sv},
                                        std::pair{engine::bulk::Preset::shopify, "shopify"sv},
                                        std::pair{engine::bulk::Preset::listmonk, "listmonk"sv}};
};
template <>
struct EnumNames<engine::bulk::CellType> {
  static constexpr std::array values = {std::pair{engine::bulk::CellType::text, "text"sv},
                                        std::pair{engine::bulk::CellType::number, "number"sv},
                                        std::pair{engine::bulk::CellType::integer, "integer"sv},
                                        std::pair{engine::bulk::CellType::boolean, "boolean"sv},
                                        std::pair{engine::bulk::CellType::time, "time"sv},
                                        std::pair{engine::bulk::CellType::json, "json"sv},
                                        std::pair{engine::bulk::CellType::list, "list"sv}};
};

template <>
struct Describe<engine::bulk::ConsentColumn> {
  using S = engine::bulk::ConsentColumn;
  static constexpr auto fields() {
    return std::tuple{
        required("channel", &S::channel, "email, sms, push …")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("topic", &S::topic, "Of the channel; all of it when left out")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("column", &S::column, "Whose value tells"),
        optional("granted", &S::granted, "Values that grant, in any case; \"*\" is any value"),
        optional("denied", &S::denied, "Values that deny"),
        optional("none", &S::none, "Values that say nothing was ever said"),
        optional("at", &S::at, "Column of the time at which it was said"),
        optional("ip", &S::ip, "Column of the network address it was said from"),
        optional("proof", &S::proof,
                 "Columns that prove a consent; all of them must have a value")};
  }
};
template <>
struct Describe<engine::bulk::ImportRequest> {
  using S = engine::bulk::ImportRequest;
  static constexpr auto fields() {
    return std::tuple{
        optional("key", &S::key, "Keeps progress under this name: the same import goes on")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("format", &S::format, "csv or ndjson; found by the first byte when left out"),
        optional("preset", &S::preset,
                 "Whose export it is; found by the header when no columns are given"),
        optional("delimiter", &S::delimiter, "Of CSV; found in the header when left out"),
        optional("encoding", &S::encoding, "utf-8 or windows-1252"),
        optional("columns", &S::columns,
                 "Column → target, or {\"to\": target, \"type\", \"zone\", \"separator\"}"),
        optional("others", &S::others, "What becomes of columns that are not named"),
        optional("event", &S::event, "Each row is this event")
            .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
        optional("zone", &S::zone, "Of local times; UTC when left out"),
        optional("set", &S::set, "Target → value that every row gets unless a column gives one"),
        optional("lists", &S::lists, "Lists that everybody comes onto")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("consents", &S::consents, "What columns say about consent"),
        optional("consent_proof", &S::consent_proof,
                 "How you know that those agreed whom no column proves it of"),
        optional("source", &S::source, "For the ledger of consents and lists")
            .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
        optional("dry_run", &S::dry_run, "Check every row and store nothing")};
  }
};

} // namespace beckon::schema
