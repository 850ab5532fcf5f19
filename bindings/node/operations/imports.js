// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Imports extends Noun {
  delete(request) {
    return this.call('imports.delete', request);
  }

  get(request) {
    return this.call('imports.get', request);
  }

  list(request) {
    return this.call('imports.list', request);
  }

  preview(request) {
    return this.call('imports.preview', request);
  }
}

module.exports = { Imports };
