// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Profiles extends Noun {
  get(request) {
    return this.call('profiles.get', request);
  }

  list(request) {
    return this.call('profiles.list', request);
  }

  timeline(request) {
    return this.call('profiles.timeline', request);
  }
}

module.exports = { Profiles };
