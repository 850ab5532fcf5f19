// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Workspaces extends Noun {
  stat(request) {
    return this.call('workspaces.stat', request);
  }
}

module.exports = { Workspaces };
