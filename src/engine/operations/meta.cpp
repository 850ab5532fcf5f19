// operations.*: the registry about itself.
#include <tuple>

#include "engine/operations/all.h"
#include "engine/operations/openapi.h"
#include "engine/operations/reference.h"
#include "engine/operations/registry.h"

namespace beckon::engine {
namespace {

struct ListRequest {
  std::string noun;
};
struct ListResponse {
  std::vector<schema::Value> items;
};
struct ReferenceRequest {};
struct ReferenceResponse {
  std::string markdown;
};
struct OpenapiRequest {
  std::string server_url;
};
struct OpenapiResponse {
  schema::Value document;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace beckon::engine;

template <>
struct Describe<ListRequest> {
  static constexpr auto fields() {
    return std::tuple{optional("noun", &ListRequest::noun, "Only those of this noun")};
  }
};
template <>
struct Describe<ListResponse> {
  static constexpr auto fields() {
    return std::tuple{required("items", &ListResponse::items,
                               "name, summary, permission, method, path, watched (it tells its "
                               "progress and can be cancelled), the JSON Schemas request "
                               "and response, examples; sorted by name")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<ReferenceRequest> {
  static constexpr auto fields() { return std::tuple{}; }
};
template <>
struct Describe<ReferenceResponse> {
  static constexpr auto fields() {
    return std::tuple{required("markdown", &ReferenceResponse::markdown, "The page")};
  }
};
template <>
struct Describe<OpenapiRequest> {
  static constexpr auto fields() {
    return std::tuple{optional("server_url", &OpenapiRequest::server_url,
                               "Where the routes are served; \"/\" when left out")};
  }
};
template <>
struct Describe<OpenapiResponse> {
  static constexpr auto fields() {
    return std::tuple{
        required("document", &OpenapiResponse::document, "OpenAPI 3.1").only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

ListResponse list(Workspace&, const ListRequest& request) {
  ListResponse response;
  for (const Operation* operation : registry().sorted()) {
    if (request.noun.empty() || operation->noun() == request.noun) {
      response.items.push_back(to_value(*operation));
    }
  }
  return response;
}

ReferenceResponse reference(Workspace&, const ReferenceRequest&) {
  return {reference_page(registry())};
}

OpenapiResponse openapi_document(Workspace&, const OpenapiRequest& request) {
  return {openapi(registry(), request.server_url)};
}

} // namespace

void add_meta_operations(Registry& registry) {
  registry.add(operation<ListRequest, ListResponse>(
      {.name = "operations.list",
       .summary = "List the operations with their JSON Schemas",
       .permission = Permission::read,
       .method = Method::get,
       .path = "/api/v1/operations",
       .examples = {{"All about segments", R"({"noun": "segments"})"}}},
      list));
  registry.add(operation<ReferenceRequest, ReferenceResponse>(
      {.name = "operations.reference",
       .summary = "Write the reference page of all operations",
       .permission = Permission::read,
       .method = Method::get,
       .path = "/api/v1/operations/reference",
       .examples = {{"The page", "{}"}}},
      reference));
  registry.add(operation<OpenapiRequest, OpenapiResponse>(
      {.name = "operations.openapi",
       .summary = "Write the operations as an OpenAPI 3.1 document",
       .permission = Permission::read,
       .method = Method::get,
       .path = "/api/v1/operations/openapi",
       .examples = {{"For a server at a public address",
                     R"({"server_url": "https://beckon.example.com"})"}}},
      openapi_document));
}

} // namespace beckon::engine
