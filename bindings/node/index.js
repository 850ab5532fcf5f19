// Beckon for Node, for require(); index.mjs is the same for import, index.d.ts its types.
'use strict';

const native = require('./lib/native.js');
const { toMs } = require('./lib/encode.js');
const { BeckonError, invalid, later, now } = require('./lib/errors.js');
const { clockHook, logHook, senderHook, transportHook } = require('./lib/hooks.js');
const { Workspace } = require('./lib/workspace.js');

function pathOf(path) {
  if (path instanceof URL) return require('node:url').fileURLToPath(path);
  if (typeof path === 'string') return path;
  throw invalid('the path of a workspace is a string or a file URL');
}

/** Opens the workspace in this directory, making it when it is absent. */
async function open(path, options = {}) {
  const { clock = 'system', start, create, dispatch, mapBytes, templateCompiler = '', transport,
          log, sender } = options;
  if (clock !== 'system' && clock !== 'manual' && typeof clock !== 'function') {
    throw invalid(`there is no clock ${String(clock)}`, '/clock',
                  '"system", "manual" or a function');
  }
  const directory = pathOf(path);
  const engine = await later(native.open(directory, {
    manualClock: clock === 'manual',
    startMs: start === undefined ? undefined : toMs(start, '/start'),
    create,
    dispatch,
    mapBytes,
    templateCompiler: pathOf(templateCompiler),
    clock: typeof clock === 'function' ? clockHook(clock) : undefined,
    transport: transport === undefined ? undefined : transportHook(transport),
    log: log === undefined ? undefined : logHook(log),
    sender: sender === undefined ? undefined : senderHook(sender),
  }));
  return new Workspace(engine, directory);
}

/** Every operation with its JSON Schemas, sorted by name. */
function operations() {
  return JSON.parse(now(() => native.operations())).operations;
}

/** The operations as an OpenAPI 3.1 document. */
function openapi(serverUrl = '/') {
  return JSON.parse(now(() => native.openapi(serverUrl)));
}

/** Makes the files of a workspace that nobody has open as small as what they hold. */
async function compact(path) {
  return JSON.parse(await later(native.compact(pathOf(path))));
}

module.exports = {
  BeckonError, Workspace, compact, open, openapi, operations, version: native.version(),
};
