// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Receipts extends Noun {
  record(request) {
    return this.call('receipts.record', request);
  }
}

module.exports = { Receipts };
