// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Bounces } = require('./bounces.js');
const { ComputedTraits } = require('./computed_traits.js');
const { Consents } = require('./consents.js');
const { EventSchemas } = require('./event_schemas.js');
const { Exclusions } = require('./exclusions.js');
const { Flows } = require('./flows.js');
const { Imports } = require('./imports.js');
const { Links } = require('./links.js');
const { Lists } = require('./lists.js');
const { Operations } = require('./operations.js');
const { Profiles } = require('./profiles.js');
const { Providers } = require('./providers.js');
const { Receipts } = require('./receipts.js');
const { Reports } = require('./reports.js');
const { Segments } = require('./segments.js');
const { Sends } = require('./sends.js');
const { Settings } = require('./settings.js');
const { Sms } = require('./sms.js');
const { Suppressions } = require('./suppressions.js');
const { Syncs } = require('./syncs.js');
const { Templates } = require('./templates.js');
const { Webhooks } = require('./webhooks.js');
const { Workspaces } = require('./workspaces.js');

// Extended by the workspace.
class Management {
  get bounces() {
    return new Bounces(this);
  }

  get computedTraits() {
    return new ComputedTraits(this);
  }

  get consents() {
    return new Consents(this);
  }

  get eventSchemas() {
    return new EventSchemas(this);
  }

  get exclusions() {
    return new Exclusions(this);
  }

  get flows() {
    return new Flows(this);
  }

  get imports() {
    return new Imports(this);
  }

  get links() {
    return new Links(this);
  }

  get lists() {
    return new Lists(this);
  }

  get operations() {
    return new Operations(this);
  }

  get profiles() {
    return new Profiles(this);
  }

  get providers() {
    return new Providers(this);
  }

  get receipts() {
    return new Receipts(this);
  }

  get reports() {
    return new Reports(this);
  }

  get segments() {
    return new Segments(this);
  }

  get sends() {
    return new Sends(this);
  }

  get settings() {
    return new Settings(this);
  }

  get sms() {
    return new Sms(this);
  }

  get suppressions() {
    return new Suppressions(this);
  }

  get syncs() {
    return new Syncs(this);
  }

  get templates() {
    return new Templates(this);
  }

  get webhooks() {
    return new Webhooks(this);
  }

  get workspaces() {
    return new Workspaces(this);
  }
}

module.exports = { Management };
