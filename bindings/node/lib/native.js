// Loads the addon, which scripts/build.js has built.
'use strict';

const path = require('node:path');

const ADDON = path.join(__dirname, '..', 'build', 'node', 'beckon_node.node');

function load() {
  try {
    return require(ADDON);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`beckon has not been built: ${ADDON} is missing; run "npm run build" in ` +
                    path.dirname(__dirname), { cause: error });
  }
}

const native = load();

// Threads of the library must not run on while the process takes itself apart.
process.once('exit', () => native.close_all());

module.exports = native;
