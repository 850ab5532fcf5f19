// An outside C++ program: the same as main.c, by way of exceptions.
#include <beckon/beckon.hpp>
#include <iostream>

namespace {

bool add_and_find(std::string_view path) {
  {
    beckon::Engine engine(path);
    engine.identify(R"({"user_id": "u1", "traits": {"plan": "pro"}})");
  }
  beckon::Engine engine(path);
  return engine.call("profiles.get", R"({"profile": {"user_id": "u1"}})").find("\"pro\"") !=
         std::string::npos;
}

bool unknown_operation_throws(std::string_view path) {
  beckon::Engine engine(path);
  try {
    engine.call("no.such");
  } catch (const beckon::Error& error) {
    return error.status() == BECKON_UNKNOWN_OPERATION;
  }
  return false;
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    return add_and_find(arguments[1]) && unknown_operation_throws(arguments[1]) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
