// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Syncs extends Noun {
  alerts(request) {
    return this.call('syncs.alerts', request);
  }

  create(request) {
    return this.call('syncs.create', request);
  }

  delete(request) {
    return this.call('syncs.delete', request);
  }

  failures(request) {
    return this.call('syncs.failures', request);
  }

  get(request) {
    return this.call('syncs.get', request);
  }

  list(request) {
    return this.call('syncs.list', request);
  }

  reconcile(request, options) {
    return this.call('syncs.reconcile', request, options);
  }

  remote(request, options) {
    return this.call('syncs.remote', request, options);
  }

  retry(request) {
    return this.call('syncs.retry', request);
  }

  run(request) {
    return this.call('syncs.run', request);
  }

  status(request) {
    return this.call('syncs.status', request);
  }

  update(request) {
    return this.call('syncs.update', request);
  }
}

module.exports = { Syncs };
