// The shop's side: what it knows of its customers and what it tells Beckon of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cdnow.h"

namespace demo {

// The data knows days only: noon stands for the time of everything that happened in one.
std::chrono::sys_seconds moment_of(std::chrono::sys_days day);
int64_t to_ms(std::chrono::sys_seconds at);
// "1997-01-31T12:00:00Z"
std::string to_text(std::chrono::sys_seconds at);
// "1997-01"
std::string month_of(std::chrono::sys_days day);

std::string user_id(uint32_t customer);

// The data says nothing about consent, so the shop is given customers of every kind.
enum class Contact : uint8_t { granted, denied, not_asked, no_address };
Contact contact_of(uint32_t customer);

// Lines for ingest, each with its line end.
std::string registration(uint32_t customer, std::chrono::sys_days day);
std::string order(const Purchase& purchase);

} // namespace demo
