'use strict';

/** What the generated operations stand on: the operations of one noun of one workspace. */
class Noun {
  #workspace;

  constructor(workspace) {
    this.#workspace = workspace;
  }

  call(operation, request, options) {
    return this.#workspace.call(operation, request, options);
  }
}

module.exports = { Noun };
