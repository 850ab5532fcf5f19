// Made by bindings/generate.py from the operation registry; do not edit.

import { Bounces } from './bounces.js';
import { ComputedTraits } from './computed_traits.js';
import { Consents } from './consents.js';
import { EventSchemas } from './event_schemas.js';
import { Exclusions } from './exclusions.js';
import { Flows } from './flows.js';
import { Imports } from './imports.js';
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
import { Syncs } from './syncs.js';
import { Templates } from './templates.js';
import { Webhooks } from './webhooks.js';
import { Workspaces } from './workspaces.js';

export * from './bounces.js';
export * from './computed_traits.js';
export * from './consents.js';
export * from './event_schemas.js';
export * from './exclusions.js';
export * from './flows.js';
export * from './imports.js';
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
export * from './syncs.js';
export * from './templates.js';
export * from './webhooks.js';
export * from './workspaces.js';

/** Every operation of the registry, grouped by noun. */
export interface Management {
  readonly bounces: Bounces;
  readonly computedTraits: ComputedTraits;
  readonly consents: Consents;
  readonly eventSchemas: EventSchemas;
  readonly exclusions: Exclusions;
  readonly flows: Flows;
  readonly imports: Imports;
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
  readonly syncs: Syncs;
  readonly templates: Templates;
  readonly webhooks: Webhooks;
  readonly workspaces: Workspaces;
}
