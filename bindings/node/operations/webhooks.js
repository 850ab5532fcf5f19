// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Webhooks extends Noun {
  receive(request) {
    return this.call('webhooks.receive', request);
  }
}

module.exports = { Webhooks };
