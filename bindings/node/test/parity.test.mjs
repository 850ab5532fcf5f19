// Every function of beckon.h is wrapped; that the sources call each one is checked from Python too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

import * as beckon from '../index.mjs';
import { native, PACKAGE, ROOT } from './support.mjs';

const header = readFileSync(join(ROOT, 'include/beckon/beckon.h'), 'utf8');
const functions = [...header.matchAll(/BECKON_API[^;]*?\bbeckon_(\w+)\(/g)].map(([, name]) => name);

// What the mechanical layer uses itself, so that its callers need not.
const INSIDE = /^(buffer_dispose|error_|response_)/;
// Ours: for the end of the process.
const EXTRA = ['Engine', 'close_all'];

test('the addon offers each function and nothing else', () => {
  assert.ok(functions.includes('advance_by') && functions.length > 30);
  const methods = Object.getOwnPropertyNames(native.Engine.prototype)
    .filter((name) => name !== 'constructor');
  const offered = [...Object.keys(native).filter((name) => !EXTRA.includes(name)), ...methods];
  assert.deepEqual(offered.sort(), functions.filter((name) => !INSIDE.test(name)).sort());
});

test('both kinds of modules offer the same, and the types know it', () => {
  const common = createRequire(import.meta.url)('../index.js');
  const { default: whole, ...named } = beckon;
  assert.equal(whole, common);
  assert.deepEqual(Object.keys(named).sort(), Object.keys(common).sort());
  const types = readFileSync(join(PACKAGE, 'index.d.ts'), 'utf8');
  for (const name of Object.keys(common)) {
    assert.match(types, new RegExp(`^export (class|function|const) ${name}\\b`, 'm'));
  }
  for (const name of Object.getOwnPropertyNames(beckon.Workspace.prototype)) {
    assert.match(types, new RegExp(`^  (readonly |private )?${name}[(:<]`, 'm'));
  }
});

test('the version is that of the header', () => {
  const declared = header.match(/#define BECKON_VERSION "([^"]+)"/)[1];
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.deepEqual([beckon.version, version], [declared, declared]);
  assert.equal(native.abi_version(), Number(header.match(/BECKON_ABI_VERSION (\d+)/)[1]));
});
