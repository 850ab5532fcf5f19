// Many records in one call, from whatever holds them.
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { directory, workspace } from './support.mjs';

const seen = (userId, more = {}) => ({ type: 'track', event: 'Seen', userId, ...more });
const toLine = ({ userId, ...record }) => JSON.stringify({ user_id: userId, ...record });

test('any form of records', async (t) => {
  const records = [seen('u1'), seen('u2'), seen('ü3')];
  const lines = records.map(toLine);
  const file = join(directory(t), 'records');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const forms = [
    () => records,
    () => new Set(records),
    () => lines,
    () => lines.map((line) => Buffer.from(line)),
    () => lines.join('\n'),
    () => new TextEncoder().encode(`${lines.join('\r\n')}\r\n`),
    () => createInterface({ input: createReadStream(file) }),
    async function* () { yield* records; },
  ];
  for (const form of forms) {
    const b = await workspace(t);
    assert.deepEqual(await b.ingest(form()), { accepted: 3, duplicates: 0, errors: [] });
    assert.equal((await b.verify()).events, 3);
    assert.equal(typeof (await b.profiles.get({ profile: { userId: 'ü3' } })).id, 'string');
    await b.close();
  }
});

test('bad records are listed by their place', async (t) => {
  const b = await workspace(t);
  const result = await b.ingest([
    seen('u1'), { type: 'track' }, seen('u2', { properties: { n: NaN } }), 'no json', seen('u3'),
    '{}\n{}', 7,
  ]);
  assert.equal(result.accepted, 2);
  assert.deepEqual(result.errors.map(({ index }) => index), [1, 2, 3, 5, 6]);
  for (const { error } of result.errors) assert.equal(error.code, 'invalid_request');
  assert.equal(result.errors[1].error.pointer, '/properties/n');
  assert.equal((await b.verify()).events, 2);
});

test('duplicates are counted, and nothing is fine', async (t) => {
  const b = await workspace(t);
  const twice = [seen('u1', { messageId: 'm' }), seen('u1', { messageId: 'm' })];
  assert.deepEqual(await b.ingest(twice), { accepted: 2, duplicates: 1, errors: [] });
  for (const nothing of ['', [], new Uint8Array()]) {
    assert.deepEqual(await b.ingest(nothing), { accepted: 0, duplicates: 0, errors: [] });
  }
  for (const records of [undefined, null, 7, {}]) {
    await assert.rejects(b.ingest(records), { code: 'invalid_request' });
  }
});

test('batches keep the places and tell their progress', async (t) => {
  const b = await workspace(t);
  const records = Array.from({ length: 9000 }, (_, i) => seen(`u${i % 10}`));
  records[4500] = { type: 'track' };
  records[8999] = 'no json';
  const progress = [];
  const result = await b.ingest(records, { progress: (done) => progress.push(done) });
  assert.equal(result.accepted, 8998);
  assert.deepEqual(result.errors.map(({ index }) => index), [4500, 8999]);
  assert.equal(progress.at(-1), 9000);
  assert.ok(progress.length >= 3);
});

test('an error of the source is passed on', async (t) => {
  const b = await workspace(t);
  async function* broken() {
    yield seen('u1');
    throw new RangeError('the source broke');
  }
  await assert.rejects(b.ingest(broken()), RangeError);
});
