// The scenario files, which run through every language.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { PACKAGE, ROOT } from './support.mjs';

process.env.BECKON_NODE_PACKAGE = PACKAGE;
const { runFile } = await import('../../../tests/scenario/runner_node.mjs');

function files(folder) {
  const root = join(ROOT, 'tests/scenario', folder);
  return readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.scenario')).sort()
    .map((name) => ({ name, path: join(root, name) }));
}

const cases = files('cases');
const wrong = files('selfcheck');

test('there are scenarios', () => assert.ok(cases.length >= 25 && wrong.length > 0));

for (const { name, path } of cases) {
  test(name, async () => assert.deepEqual(await runFile(path), []));
}

for (const { name, path } of wrong) {
  test(`wrong expectations are noticed: ${name}`, async () => {
    const found = await runFile(path).catch((error) => [error.message]);
    assert.notDeepEqual(found, []);
  });
}
