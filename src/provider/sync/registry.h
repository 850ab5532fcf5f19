// The platforms, one function each; see registry.cpp.
#pragma once

#include "provider/sync/sync_kind.h"

namespace beckon::provider {

const SyncKind& klaviyo_sync();
const SyncKind& activecampaign_sync();

} // namespace beckon::provider
