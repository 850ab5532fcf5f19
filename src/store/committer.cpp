#include "store/committer.h"

#include <utility>

namespace beckon::store {

void Committer::start(std::shared_ptr<const Changes> changes, std::function<void()> done) {
  pace_.begin();
  worker_.start([this, changes = std::move(changes), done = std::move(done)] {
    std::exception_ptr failure;
    try {
      environment_->write(*changes, &pace_);
    } catch (...) {
      failure = std::current_exception();
    }
    if (done) done();
    if (failure != nullptr) std::rethrow_exception(failure);
  });
}

void Committer::finish() {
  pace_.hurry();
  worker_.finish();
}

} // namespace beckon::store
