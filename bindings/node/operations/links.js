// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Links extends Noun {
  handle(request) {
    return this.call('links.handle', request);
  }
}

module.exports = { Links };
