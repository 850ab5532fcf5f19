// Tables in and out, from whatever holds them; backups.
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'node:test';

import * as beckon from '../index.mjs';
import { directory, workspace as openShop } from './support.mjs';

const CSV = 'Email,Plan\nann@x.example,pro\nnobody,pro\nbob@x.example,free\n';
const ROWS = [
  { email: 'ann@x.example', plan: 'pro' },
  { email: 'nobody', plan: 'pro' },
  { email: 'bob@x.example', plan: 'free' },
];
const COLUMNS = { email: 'email', plan: 'traits.plan' };

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

test('any form of table', async (t) => {
  const file = join(directory(t), 'table.csv');
  writeFileSync(file, CSV);
  const forms = [CSV, Buffer.from(CSV), createReadStream(file, { highWaterMark: 7 }),
                 Readable.from([CSV.slice(0, 20), CSV.slice(20)])];
  for (const form of forms) {
    const b = await openShop(t);
    const told = await b.importTable(form);
    assert.deepEqual([told.rows, told.accepted, told.rejected], [3, 2, 1]);
    assert.deepEqual(told.rejects.map(({ row, error }) => [row, error.pointer]), [[2, '/Email']]);
  }
});

test('rows', async (t) => {
  const b = await openShop(t);
  const rejects = [];
  const counts = [];
  const told = await b.importTable(ROWS, { columns: COLUMNS }, {
    rejects: (reject) => { rejects.push(JSON.parse(reject.text)); },
    progress: ({ rows }) => counts.push(rows),
  });
  assert.deepEqual([told.accepted, told.rejects], [2, []]);
  assert.deepEqual(rejects, [ROWS[1]]);
  assert.deepEqual(counts, [3, 3]);
});

test('the same import again, and one that breaks off', async (t) => {
  const b = await openShop(t);
  async function* broken() {
    yield ROWS[0];
    throw new Error('the source is gone');
  }
  const definition = { columns: COLUMNS, key: 'rows' };
  await assert.rejects(b.importTable(broken(), definition), /the source is gone/);
  assert.equal((await b.importTable(ROWS, definition)).accepted, 2);
  assert.equal((await b.importTable(ROWS, definition)).skipped, 3);
  await assert.rejects(b.importTable([ROWS[2]], definition), { code: 'conflict' });
});

test('what is no table, and a definition with mistakes', async (t) => {
  const b = await openShop(t);
  for (const wrong of [7, null, { email: 'x' }]) {
    await assert.rejects(b.importTable(wrong), { code: 'invalid_request' });
  }
  await assert.rejects(b.importTable(CSV, { columns: { Emial: 'email' } }), (error) => {
    assert.equal(error.issues[0].pointer, '/columns/Emial');
    return true;
  });
});

test('exports', async (t) => {
  const b = await openShop(t);
  await b.importTable(CSV);
  const rows = await all(b.exportRows({ of: 'profiles' }));
  assert.deepEqual(rows.map(({ email }) => email), ['ann@x.example', 'bob@x.example']);
  const text = await all(b.exportText({
    of: 'profiles', format: 'csv', columns: ['email', 'traits.plan'],
  }));
  assert.equal(text.join(''), 'email,traits.plan\r\nann@x.example,pro\r\nbob@x.example,free\r\n');
  await assert.rejects(all(b.exportRows({ of: 'members', segment: 'none' })),
                       { code: 'not_found' });
  for await (const row of b.exportRows({ of: 'profiles' })) {
    assert.ok(row.id);
    break; // ends the export
  }
});

test('backup and compact', async (t) => {
  const b = await openShop(t);
  await b.importTable(CSV);
  const copy = join(directory(t), 'copy');
  assert.ok((await b.backup(copy)).bytes > 0);
  await assert.rejects(b.backup(copy), { code: 'conflict' });
  await assert.rejects(beckon.compact(b.path), { code: 'busy' });
  assert.ok((await beckon.compact(copy)).after > 0);
});
