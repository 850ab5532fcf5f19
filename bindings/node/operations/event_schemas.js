// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class EventSchemas extends Noun {
  create(request) {
    return this.call('event_schemas.create', request);
  }

  delete(request) {
    return this.call('event_schemas.delete', request);
  }

  get(request) {
    return this.call('event_schemas.get', request);
  }

  list(request) {
    return this.call('event_schemas.list', request);
  }

  update(request) {
    return this.call('event_schemas.update', request);
  }

  violations(request) {
    return this.call('event_schemas.violations', request);
  }
}

module.exports = { EventSchemas };
