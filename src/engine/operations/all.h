// One function a noun; each is defined in operations/<noun>.cpp and called by operations/all.cpp.
#pragma once

namespace beckon::engine {

class Registry;

void add_meta_operations(Registry& registry);

} // namespace beckon::engine
