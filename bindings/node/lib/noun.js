'use strict';

/** What the generated operations stand on: the operations of one noun of one workspace. */
class Noun {
  #workspace;

  constructor(workspace) {
    this.#workspace = workspace;
  }

  call(operation, request) {
    return this.#workspace.call(operation, request);
  }
}

module.exports = { Noun };
