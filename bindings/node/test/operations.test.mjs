// The operations of the registry as methods.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { openapi, operations, version } from '../index.mjs';
import { PACKAGE, workspace } from './support.mjs';

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

test('every operation has its method and its types', async (t) => {
  const b = await workspace(t);
  const sent = [];
  Object.defineProperty(b, 'call', { value: (...given) => sent.push(given) });
  for (const { name, watched } of operations()) {
    const [noun, verb] = name.split('.');
    const request = { noun, verb };
    const options = watched ? { progress: () => {} } : undefined;
    b[camel(noun)][camel(verb)](request, options);
    assert.deepEqual(sent.pop(), [name, request, options]);
    const types = readFileSync(join(PACKAGE, 'operations', `${noun}.d.ts`), 'utf8');
    assert.match(types, new RegExp(`^  ${camel(verb)}\\(\\s*request`, 'm'));
  }
  assert.ok(operations().length > 20);
});

test('no method is left of an operation that is gone', async (t) => {
  const b = await workspace(t);
  const names = new Set(operations().map(({ name }) => camel(name)));
  const base = Object.getPrototypeOf(Object.getPrototypeOf(b));
  for (const noun of Object.getOwnPropertyNames(base).filter((name) => name !== 'constructor')) {
    for (const verb of Object.getOwnPropertyNames(Object.getPrototypeOf(b[noun]))) {
      assert.ok(verb === 'constructor' || names.has(`${noun}.${verb}`), `${noun}.${verb}`);
    }
  }
});

test('a request may name a profile in camelCase', async (t) => {
  const b = await workspace(t);
  const { profile } = await b.identify({ userId: 'u1' });
  assert.equal((await b.profiles.get({ profile: { userId: 'u1' } })).id, profile);
  assert.equal((await b.profiles.get({ profile: { user_id: 'u1' } })).id, profile);
});

test('call takes any operation by name', async (t) => {
  const b = await workspace(t);
  await b.call('segments.create', { key: 'vip', where: { everyone: true } });
  assert.equal((await b.call('segments.list')).items[0].key, 'vip');
  assert.equal((await b.segments.list()).items[0].key, 'vip');
});

test('the registry describes itself', () => {
  const document = openapi('https://beckon.shop.example');
  assert.match(document.openapi, /^3\.1/);
  assert.equal(document.servers[0].url, 'https://beckon.shop.example');
  assert.match(version, /^\d+\.\d+\.\d+$/);
});
