// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Reports extends Noun {
  messages(request) {
    return this.call('reports.messages', request);
  }
}

module.exports = { Reports };
