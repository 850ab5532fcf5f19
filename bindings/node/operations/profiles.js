// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Profiles extends Noun {
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

  timeline(request) {
    return this.call('profiles.timeline', request);
  }
}

module.exports = { Profiles };
