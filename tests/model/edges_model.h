// The instants at which time alone may turn a condition. Where the model is asked at each of them
// and does not change its mind, it does not change it in between either.
#pragma once

#include <string>
#include <vector>

#include "model/condition_model.h"

namespace beckon::model {

// Those after `now`, ascending, for conditions whose durations are among these: events, messages,
// traits and dates of the profile, moved by them, and the millisecond after each.
std::vector<Millis> model_edges(const ModelProfile& profile, Millis now,
                                const std::vector<std::string>& durations);

} // namespace beckon::model
