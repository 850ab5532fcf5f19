// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Consents extends Noun {
  choose(request) {
    return this.call('consents.choose', request);
  }

  confirm(request) {
    return this.call('consents.confirm', request);
  }

  get(request) {
    return this.call('consents.get', request);
  }

  history(request) {
    return this.call('consents.history', request);
  }

  preferences(request) {
    return this.call('consents.preferences', request);
  }

  request(request) {
    return this.call('consents.request', request);
  }
}

module.exports = { Consents };
