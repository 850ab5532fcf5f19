// One word of an SMS, in the spellings that people use.
#include "message/sms_keyword.h"

#include <doctest/doctest.h>

namespace beckon::message {

TEST_CASE("the words that stop messages are known in every spelling") {
  for (const char* text :
       {"STOP",         "stop",         "Stop.",    " stop \n",        "\"Stop\"",
        "STOP!!!",      "stopall",      "Stop all", "STOP-ALL",        "unsubscribe",
        "Unsubscribe.", "END",          "quit",     "Cancel",          "revoke",
        "OPTOUT",       "opt out",      "Opt-Out",  "remove",          "ARRET",
        "arr\xC3\xAAt", "ARR\xC3\x8AT", "unsub",    "st\xE2\x80\x8Bop"}) {
    CAPTURE(text);
    CHECK(read_keyword(text, {}) == Keyword::stop);
  }
}

TEST_CASE("start and help are known, yes is its own") {
  for (const char* text : {"START", "start", "Unstop", "UNSTOP.", "opt in", "subscribe"}) {
    CAPTURE(text);
    CHECK(read_keyword(text, {}) == Keyword::start);
  }
  CHECK(read_keyword("Yes!", {}) == Keyword::yes);
  CHECK(read_keyword("help", {}) == Keyword::help);
  CHECK(read_keyword("INFO?", {}) == Keyword::help);
}

TEST_CASE("what merely holds such a word is no keyword") {
  for (const char* text : {"", "  ", "...", "please don't stop", "stop by at five", "nonstop",
                           "I need help with my order", "yes please", "weekend", "stop\xC3\xA0",
                           "\xD1\x81top", "\xE5\x81\x9C"}) {
    CAPTURE(text);
    CHECK(read_keyword(text, {}) == Keyword::none);
  }
}

TEST_CASE("a shop may have words of its own") {
  CHECK(read_keyword("Alto!", {"alto", "stopp"}) == Keyword::stop);
  CHECK(read_keyword("Stopp", {"alto", "stopp"}) == Keyword::stop);
  CHECK(read_keyword("Stopp", {}) == Keyword::none);
}

} // namespace beckon::message
