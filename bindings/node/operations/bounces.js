// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Bounces extends Noun {
  receive(request) {
    return this.call('bounces.receive', request);
  }
}

module.exports = { Bounces };
