// Made by bindings/generate.py from the operation registry; do not edit.
'use strict';

const { Noun } = require('../lib/noun.js');

class Sms extends Noun {
  inbound(request) {
    return this.call('sms.inbound', request);
  }
}

module.exports = { Sms };
