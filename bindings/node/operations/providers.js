// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Providers extends Noun {
  check(request) {
    return this.call('providers.check', request);
  }

  create(request) {
    return this.call('providers.create', request);
  }

  delete(request) {
    return this.call('providers.delete', request);
  }

  get(request) {
    return this.call('providers.get', request);
  }

  list(request) {
    return this.call('providers.list', request);
  }

  update(request) {
    return this.call('providers.update', request);
  }
}

module.exports = { Providers };
