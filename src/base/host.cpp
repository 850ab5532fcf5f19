#include "base/host.h"

#include <chrono>

namespace beckon {
namespace {

class SystemClock final : public Clock {
 public:
  Millis now() const override {
    using std::chrono::duration_cast, std::chrono::milliseconds;
    return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
};

} // namespace

std::shared_ptr<Clock> system_clock() { return std::make_shared<SystemClock>(); }

} // namespace beckon
