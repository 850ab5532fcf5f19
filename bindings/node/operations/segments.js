// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Segments extends Noun {
  count(request, options) {
    return this.call('segments.count', request, options);
  }

  create(request) {
    return this.call('segments.create', request);
  }

  delete(request) {
    return this.call('segments.delete', request);
  }

  dependents(request) {
    return this.call('segments.dependents', request);
  }

  difference(request) {
    return this.call('segments.difference', request);
  }

  estimate(request, options) {
    return this.call('segments.estimate', request, options);
  }

  exclude(request) {
    return this.call('segments.exclude', request);
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

  growth(request) {
    return this.call('segments.growth', request);
  }

  has(request) {
    return this.call('segments.has', request);
  }

  history(request) {
    return this.call('segments.history', request);
  }

  include(request) {
    return this.call('segments.include', request);
  }

  list(request) {
    return this.call('segments.list', request);
  }

  members(request) {
    return this.call('segments.members', request);
  }

  overlap(request, options) {
    return this.call('segments.overlap', request, options);
  }

  reset(request) {
    return this.call('segments.reset', request);
  }

  update(request) {
    return this.call('segments.update', request);
  }
}

module.exports = { Segments };
