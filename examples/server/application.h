// One request from beginning to end: routing, authorization, the endpoint, problems, common
// headers, metrics and log.
#pragma once

#include "net/listener.h"
#include "net/router.h"
#include "services.h"

namespace server {

// Thread safety: every method from any thread. `services` and `router` must outlive it.
class Application : public Handler {
 public:
  Application(const Services& services, const Router& router)
      : services_(services), router_(router) {}

  Response handle(Request request) override;
  Response refuse(Refusal refusal, std::string_view target) override;
  void connection_opened() override { services_.metrics.connection_opened(); }
  void connection_closed() override { services_.metrics.connection_closed(); }
  void connection_refused() override { services_.metrics.connection_refused(); }

 private:
  // `*route` is set as soon as it is known.
  Response respond(Request& request, const std::string& request_id, const Route** route);
  Response failed(const std::string& request_id, const Route* route);

  const Services& services_;
  const Router& router_;
};

// All routes of the server. `registry`: the operations of beckon::operations().
Router make_router(const Services& services, const Json& registry);

} // namespace server
