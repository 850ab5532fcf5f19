// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Segments extends Noun {
  count(request) {
    return this.call('segments.count', request);
  }

  create(request) {
    return this.call('segments.create', request);
  }

  delete(request) {
    return this.call('segments.delete', request);
  }

  explain(request) {
    return this.call('segments.explain', request);
  }

  format(request) {
    return this.call('segments.format', request);
  }

  get(request) {
    return this.call('segments.get', request);
  }

  has(request) {
    return this.call('segments.has', request);
  }

  list(request) {
    return this.call('segments.list', request);
  }

  members(request) {
    return this.call('segments.members', request);
  }

  update(request) {
    return this.call('segments.update', request);
  }
}

module.exports = { Segments };
