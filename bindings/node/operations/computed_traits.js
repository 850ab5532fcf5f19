// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class ComputedTraits extends Noun {
  create(request) {
    return this.call('computed_traits.create', request);
  }

  delete(request) {
    return this.call('computed_traits.delete', request);
  }

  get(request) {
    return this.call('computed_traits.get', request);
  }

  list(request) {
    return this.call('computed_traits.list', request);
  }

  update(request) {
    return this.call('computed_traits.update', request);
  }

  value(request) {
    return this.call('computed_traits.value', request);
  }
}

module.exports = { ComputedTraits };
