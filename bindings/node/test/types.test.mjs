// The types allow right programs and refuse wrong ones. The package is found by its own name.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';

import { PACKAGE } from './support.mjs';

test('tsc agrees', () => {
  const compiler = join(PACKAGE, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', join(PACKAGE, 'test/types')],
                         { encoding: 'utf8', timeout: 120_000 });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});
