// The kinds of providers, one file each in kinds/, one row each in registry.cpp.
#pragma once

#include "provider/provider.h"

namespace beckon::provider {

const Provider& sandbox_provider();
const Provider& smtp_provider();
const Provider& ses_provider();
const Provider& sendgrid_provider();
const Provider& postmark_provider();
const Provider& twilio_provider();
const Provider& webhook_provider();
const Provider& klaviyo_provider();
const Provider& activecampaign_provider();
const Provider& apns_provider();
const Provider& fcm_provider();
const Provider& web_push_provider();
const Provider& mixmax_provider();
const Provider& host_provider();

} // namespace beckon::provider
