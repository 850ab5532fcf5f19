// A shop's customers and what they did in the last 60 days, made from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

enum class Action : uint8_t {
  page_viewed,
  product_viewed,
  search,
  product_added,
  email_opened,
  app_opened,
  email_clicked,
  checkout_started,
  order_placed,
  coupon_used,
  review_written,
  support_asked
};
inline constexpr size_t kActions = 12;
const char* name_of(Action action);
const char* category_of(uint16_t product);

struct Person {
  uint32_t number = 0;
  const char* country = "";
  const char* plan = "";
  uint32_t age = 0;
  bool has_company = false;
  bool likes_music = false; // has "music" among the tags
};

struct Event {
  int64_t at = 0; // milliseconds since 1970
  uint32_t person = 0;
  uint32_t cents = 0; // of an order
  uint16_t product = 0;
  Action action = Action::page_viewed;
};

class Traffic {
 public:
  // Events are in order of time, the newest at or before `now`. Who does something is drawn by
  // Zipf's law, with the exponent kZipf: a few do much, most do little, and those who do much have
  // their numbers anywhere.
  static constexpr double kZipf = 0.6;
  Traffic(uint64_t seed, uint32_t people, uint32_t events, int64_t now, bool message_ids);

  uint32_t people() const { return people_; }
  int64_t now() const { return now_; }
  Person person(uint32_t number) const;
  const std::vector<Event>& events() const { return events_; }
  // One person's, oldest first.
  std::vector<Event> history(uint32_t person) const;

  // NDJSON, one text a batch.
  std::vector<std::string> identify_batches(uint32_t size) const;
  std::string event_batch(size_t begin, size_t end) const; // of events()
  // The event's properties as JSON.
  std::string properties(const Event& event) const;

 private:
  uint64_t seed_;
  uint32_t people_;
  int64_t now_;
  bool message_ids_;
  std::vector<Event> events_;
  std::vector<uint32_t> by_person_; // positions in events_
  std::vector<uint32_t> first_;     // of each person in by_person_, and the end
};

std::string user_id(uint32_t person);

} // namespace bench
