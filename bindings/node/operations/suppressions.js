// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Suppressions extends Noun {
  add(request) {
    return this.call('suppressions.add', request);
  }

  get(request) {
    return this.call('suppressions.get', request);
  }

  list(request) {
    return this.call('suppressions.list', request);
  }

  remove(request) {
    return this.call('suppressions.remove', request);
  }
}

module.exports = { Suppressions };
