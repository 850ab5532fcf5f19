// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Consents } = require('./consents.js');
const { Exclusions } = require('./exclusions.js');
const { Flows } = require('./flows.js');
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
const { Templates } = require('./templates.js');
const { Webhooks } = require('./webhooks.js');

// Extended by the workspace.
class Management {
  get consents() {
    return new Consents(this);
  }

  get exclusions() {
    return new Exclusions(this);
  }

  get flows() {
    return new Flows(this);
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

  get templates() {
    return new Templates(this);
  }

  get webhooks() {
    return new Webhooks(this);
  }
}

module.exports = { Management };
