// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Lists extends Noun {
  add(request) {
    return this.call('lists.add', request);
  }

  create(request) {
    return this.call('lists.create', request);
  }

  delete(request) {
    return this.call('lists.delete', request);
  }

  get(request) {
    return this.call('lists.get', request);
  }

  list(request) {
    return this.call('lists.list', request);
  }

  members(request) {
    return this.call('lists.members', request);
  }

  remove(request) {
    return this.call('lists.remove', request);
  }
}

module.exports = { Lists };
