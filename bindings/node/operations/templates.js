// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Templates extends Noun {
  compile(request) {
    return this.call('templates.compile', request);
  }

  create(request) {
    return this.call('templates.create', request);
  }

  get(request) {
    return this.call('templates.get', request);
  }

  lint(request) {
    return this.call('templates.lint', request);
  }

  list(request) {
    return this.call('templates.list', request);
  }

  preview(request) {
    return this.call('templates.preview', request);
  }

  render(request) {
    return this.call('templates.render', request);
  }

  sendTest(request) {
    return this.call('templates.send_test', request);
  }

  update(request) {
    return this.call('templates.update', request);
  }
}

module.exports = { Templates };
