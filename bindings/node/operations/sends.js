// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Sends extends Noun {
  get(request) {
    return this.call('sends.get', request);
  }

  list(request) {
    return this.call('sends.list', request);
  }

  message(request) {
    return this.call('sends.message', request);
  }
}

module.exports = { Sends };
