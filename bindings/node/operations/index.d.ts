// Made by bindings/generate.py from the operation registry; do not edit.

import { Consents } from './consents.js';
import { Exclusions } from './exclusions.js';
import { Flows } from './flows.js';
import { Links } from './links.js';
import { Lists } from './lists.js';
import { Operations } from './operations.js';
import { Profiles } from './profiles.js';
import { Providers } from './providers.js';
import { Receipts } from './receipts.js';
import { Reports } from './reports.js';
import { Segments } from './segments.js';
import { Sends } from './sends.js';
import { Settings } from './settings.js';
import { Sms } from './sms.js';
import { Suppressions } from './suppressions.js';
import { Templates } from './templates.js';
import { Webhooks } from './webhooks.js';

export * from './consents.js';
export * from './exclusions.js';
export * from './flows.js';
export * from './links.js';
export * from './lists.js';
export * from './operations.js';
export * from './profiles.js';
export * from './providers.js';
export * from './receipts.js';
export * from './reports.js';
export * from './segments.js';
export * from './sends.js';
export * from './settings.js';
export * from './sms.js';
export * from './suppressions.js';
export * from './templates.js';
export * from './webhooks.js';

/** Every operation of the registry, grouped by noun. */
export interface Management {
  readonly consents: Consents;
  readonly exclusions: Exclusions;
  readonly flows: Flows;
  readonly links: Links;
  readonly lists: Lists;
  readonly operations: Operations;
  readonly profiles: Profiles;
  readonly providers: Providers;
  readonly receipts: Receipts;
  readonly reports: Reports;
  readonly segments: Segments;
  readonly sends: Sends;
  readonly settings: Settings;
  readonly sms: Sms;
  readonly suppressions: Suppressions;
  readonly templates: Templates;
  readonly webhooks: Webhooks;
}
