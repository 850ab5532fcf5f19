// Failures: everything the contract tells about them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { inspect } from 'node:util';

import { BeckonError } from '../index.mjs';
import { directory, native, PACKAGE, ROOT, workspace } from './support.mjs';

test('every status has a name, and the types know it', () => {
  const header = readFileSync(join(ROOT, 'include/beckon/beckon.h'), 'utf8');
  const statuses = [...header.split('typedef enum beckon_status {')[1].split('_MAX_ENUM')[0]
    .matchAll(/BECKON_([A-Z_]+) = (\d+),/g)];
  assert.equal(statuses.length, 20);
  const types = readFileSync(join(PACKAGE, 'index.d.ts'), 'utf8')
    .split('export type ErrorCode =')[1].split(';')[0];
  for (const [, name, number] of statuses) {
    assert.equal(native.status_name(Number(number)), name.toLowerCase());
    assert.equal(types.includes(`'${name.toLowerCase()}'`), name !== 'OK');
  }
  assert.equal(native.status_name(99), '');
  assert.equal(native.status_is_retryable(8), true);
  assert.equal(native.status_is_retryable(1), false);
});

test('all mistakes of a definition are listed', async (t) => {
  const b = await workspace(t);
  const where = { all: [{ trait: 'a', equals: 1 }, { event: 7 }] };
  const error = await b.segments.create({ key: 'vip', where }).catch((found) => found);
  assert.ok(error instanceof BeckonError && error instanceof Error);
  assert.equal(error.code, 'invalid_definition');
  assert.ok(error.issues.length >= 2);
  for (const issue of error.issues) assert.match(issue.pointer, /^\/where\/all\//);
  assert.equal(error.pointer, error.issues[0].pointer);
  assert.equal(error.retryable, false);
  assert.match(inspect(error), /BeckonError: .*\n.*errors\.test\.mjs|errors\.test\.mjs/);
  assert.deepEqual(JSON.parse(JSON.stringify(error)).issues, error.issues);
});

test('codes tell failures apart', async (t) => {
  const b = await workspace(t);
  await assert.rejects(b.call('segment.create'),
                       { code: 'unknown_operation', hint: /segments\.create/ });
  await assert.rejects(b.segments.get({ key: 'vip' }), { code: 'not_found' });
  await b.segments.create({ key: 'vip', where: { everyone: true } });
  await assert.rejects(b.segments.create({ key: 'vip', where: { everyone: true } }),
                       { code: 'conflict', name: 'BeckonError' });
  await assert.rejects(b.track({ event: 'x'.repeat(10_000), userId: 'u1' }),
                       { code: 'limit_exceeded' });
});

test('malformed text is refused by the mechanical layer', async (t) => {
  const engine = await native.open(join(directory(t), 'shop'), { manualClock: true });
  for (const text of ['', '{"user_id": ', '[]', '{"user_id": "u1"} {}']) {
    await assert.rejects(engine.identify(text), { code: 'invalid_request' });
  }
  await engine.close();
  await assert.rejects(engine.now(), { code: 'closed' });
  await engine.close();
});

test('the mechanical layer refuses what is no text', () => {
  assert.throws(() => native.openapi(5), TypeError);
  assert.throws(() => new native.Engine(), TypeError);
  assert.throws(() => native.open(5, {}), TypeError);
});
