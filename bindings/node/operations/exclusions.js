// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Exclusions extends Noun {
  list(request) {
    return this.call('exclusions.list', request);
  }
}

module.exports = { Exclusions };
