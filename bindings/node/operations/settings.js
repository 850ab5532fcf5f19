// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Settings extends Noun {
  get(request) {
    return this.call('settings.get', request);
  }

  update(request) {
    return this.call('settings.update', request);
  }
}

module.exports = { Settings };
