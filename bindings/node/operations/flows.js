// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Flows extends Noun {
  archive(request) {
    return this.call('flows.archive', request);
  }

  create(request) {
    return this.call('flows.create', request);
  }

  diff(request) {
    return this.call('flows.diff', request);
  }

  entries(request) {
    return this.call('flows.entries', request);
  }

  explain(request) {
    return this.call('flows.explain', request);
  }

  get(request) {
    return this.call('flows.get', request);
  }

  list(request) {
    return this.call('flows.list', request);
  }

  pause(request) {
    return this.call('flows.pause', request);
  }

  publish(request) {
    return this.call('flows.publish', request);
  }

  resume(request) {
    return this.call('flows.resume', request);
  }

  rollback(request) {
    return this.call('flows.rollback', request);
  }

  simulate(request, options) {
    return this.call('flows.simulate', request, options);
  }

  simulated(request) {
    return this.call('flows.simulated', request);
  }

  start(request) {
    return this.call('flows.start', request);
  }

  stats(request) {
    return this.call('flows.stats', request);
  }

  test(request, options) {
    return this.call('flows.test', request, options);
  }

  update(request) {
    return this.call('flows.update', request);
  }
}

module.exports = { Flows };
