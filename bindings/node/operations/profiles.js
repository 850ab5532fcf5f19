// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Profiles extends Noun {
  addPushToken(request) {
    return this.call('profiles.add_push_token', request);
  }

  erase(request) {
    return this.call('profiles.erase', request);
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

  removePushToken(request) {
    return this.call('profiles.remove_push_token', request);
  }

  timeline(request) {
    return this.call('profiles.timeline', request);
  }
}

module.exports = { Profiles };
