#include "shop.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "money.h"

namespace demo {
namespace {

using namespace std::chrono;

std::string padded(int64_t number, int width) {
  std::string digits = std::to_string(number);
  if (digits.size() < static_cast<size_t>(width)) {
    digits.insert(0, static_cast<size_t>(width) - digits.size(), '0');
  }
  return digits;
}

std::string line(const nlohmann::json& record) { return record.dump() + "\n"; }

} // namespace

sys_seconds moment_of(sys_days day) { return day + hours(12); }

int64_t to_ms(sys_seconds at) { return milliseconds(at.time_since_epoch()).count(); }

std::string month_of(sys_days day) {
  const year_month_day date(day);
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2);
}

std::string to_text(sys_seconds at) {
  const sys_days day = floor<days>(at);
  const hh_mm_ss time(at - day);
  return month_of(day) + "-" + padded(static_cast<unsigned>(year_month_day(day).day()), 2) + "T" +
         padded(time.hours().count(), 2) + ":" + padded(time.minutes().count(), 2) + ":" +
         padded(time.seconds().count(), 2) + "Z";
}

std::string user_id(uint32_t customer) { return "customer" + padded(customer, 5); }

Contact contact_of(uint32_t customer) {
  switch (customer % 20) {
    case 0: return Contact::no_address;
    case 1: return Contact::denied;
    case 2:
    case 3: return Contact::not_asked;
    default: return Contact::granted;
  }
}

std::string registration(uint32_t customer, sys_days day) {
  const std::string id = user_id(customer), at = to_text(moment_of(day));
  const Contact contact = contact_of(customer);
  nlohmann::json profile = {
      {"type", "identify"}, {"user_id", id}, {"traits", {{"cohort", month_of(day)}}}, {"at", at}};
  if (contact != Contact::no_address) profile["email"] = id + "@cdnow.example";
  std::string lines = line(profile);
  if (contact == Contact::granted || contact == Contact::denied) {
    lines += line({{"type", "consent"},
                   {"user_id", id},
                   {"channel", "email"},
                   {"state", contact == Contact::granted ? "granted" : "denied"},
                   {"source", "checkout"},
                   {"at", at}});
  }
  return lines;
}

// Written by hand: a total is to arrive with the digits it has in the file.
std::string order(const Purchase& purchase) {
  return R"({"type":"track","event":"Order Placed","user_id":")" + user_id(purchase.customer) +
         R"(","at":")" + to_text(moment_of(purchase.day)) + R"(","message_id":"cdnow-)" +
         std::to_string(purchase.line) + R"(","properties":{"total":)" +
         plain_amount(purchase.cents) + R"(,"quantity":)" + std::to_string(purchase.quantity) +
         "}}\n";
}

} // namespace demo
