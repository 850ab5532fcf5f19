// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Templates extends Noun {
  create(request) {
    return this.call('templates.create', request);
  }

  get(request) {
    return this.call('templates.get', request);
  }

  list(request) {
    return this.call('templates.list', request);
  }

  preview(request) {
    return this.call('templates.preview', request);
  }

  update(request) {
    return this.call('templates.update', request);
  }
}

module.exports = { Templates };
