#include "cli/workspace.h"

#include <iostream>

#include "cli/files.h"

namespace beckon::cli {

Engine open_workspace(const std::string& path, bool create) {
  Options options;
  options.create = create;
  options.dispatch = false;
  return Engine(path, std::move(options));
}

Json read_document(const std::string& given) {
  const bool is_text = given.find_first_not_of(" \t\r\n") != std::string::npos &&
                       given[given.find_first_not_of(" \t\r\n")] == '{';
  const std::string text = is_text ? given : InputFile(given).read_all();
  try {
    Json document = Json::parse(text);
    if (!document.is_object()) throw Error(BECKON_INVALID_REQUEST, "expected a JSON object");
    return document;
  } catch (const Json::exception& error) {
    throw Error(BECKON_INVALID_REQUEST,
                (is_text ? "the document" : given) + " is no JSON: " + error.what());
  }
}

void print(const Json& document) { std::cout << document.dump(2) << std::endl; }

void print(const std::string& json) { print(Json::parse(json)); }

} // namespace beckon::cli
