// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Consents extends Noun {
  get(request) {
    return this.call('consents.get', request);
  }

  history(request) {
    return this.call('consents.history', request);
  }
}

module.exports = { Consents };
