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

  entries(request) {
    return this.call('flows.entries', request);
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

  start(request) {
    return this.call('flows.start', request);
  }

  stats(request) {
    return this.call('flows.stats', request);
  }

  update(request) {
    return this.call('flows.update', request);
  }
}

module.exports = { Flows };
