// Before somebody is erased here: where platforms are to forget them too, the addresses by which
// they are known there are kept in the catalog until it is done. Journal and state forget at once.
#pragma once

#include "engine/reader.h"
#include "store/catalog.h"

namespace beckon::engine {

// Of every target that was told of the profile.
void note_erasures(const Reader& reader, store::Catalog& catalog, uint32_t profile, Millis now);

} // namespace beckon::engine
