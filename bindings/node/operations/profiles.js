// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Profiles extends Noun {
  addPushToken(request) {
    return this.call('profiles.add_push_token', request);
  }

  create(request) {
    return this.call('profiles.create', request);
  }

  delete(request) {
    return this.call('profiles.delete', request);
  }

  erase(request) {
    return this.call('profiles.erase', request);
  }

  explain(request) {
    return this.call('profiles.explain', request);
  }

  export(request) {
    return this.call('profiles.export', request);
  }

  get(request) {
    return this.call('profiles.get', request);
  }

  list(request) {
    return this.call('profiles.list', request);
  }

  merge(request) {
    return this.call('profiles.merge', request);
  }

  patch(request) {
    return this.call('profiles.patch', request);
  }

  removePushToken(request) {
    return this.call('profiles.remove_push_token', request);
  }

  search(request, options) {
    return this.call('profiles.search', request, options);
  }

  timeline(request) {
    return this.call('profiles.timeline', request);
  }
}

module.exports = { Profiles };
