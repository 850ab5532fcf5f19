// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Operations extends Noun {
  list(request) {
    return this.call('operations.list', request);
  }

  openapi(request) {
    return this.call('operations.openapi', request);
  }

  reference(request) {
    return this.call('operations.reference', request);
  }
}

module.exports = { Operations };
