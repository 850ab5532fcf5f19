// Long calls tell how far they have come, and can be ended.
import assert from 'node:assert/strict';
import test from 'node:test';

import { BeckonError } from '../index.mjs';
import { workspace } from './support.mjs';

const where = { everyone: true };
const isCancelled = (error) => error instanceof BeckonError && error.code === 'cancelled';

test('a question tells its progress', async (t) => {
  const b = await workspace(t);
  await b.identify({ userId: 'u1' });
  const seen = [];
  const { count } = await b.segments.estimate(
    { where }, { progress: (done, of) => { seen.push([done, of]); } });
  assert.equal(count, 1);
  for (const [done, of] of seen) assert.ok(done <= of || of === 0);
});

test('a signal ends a call before it begins', async (t) => {
  const b = await workspace(t);
  const reason = new Error('the page was left');
  const signal = AbortSignal.abort(reason);
  await assert.rejects(b.segments.estimate({ where }, { signal }), (error) => {
    assert.equal(error.cause, reason);
    return isCancelled(error);
  });
  await assert.rejects(b.call('segments.create', { key: 'all', where }, { signal }), isCancelled);
  assert.deepEqual((await b.segments.list()).items, []); // nothing was changed
});

test('a signal ends a call under way, or comes too late', async (t) => {
  const b = await workspace(t);
  await b.ingest(Array.from({ length: 2_000 }, (_, i) => (
    { type: 'track', event: 'Seen', userId: `u${i}` })));
  const controller = new AbortController();
  const asked = b.segments.estimate({ where: { event: 'Seen', where: [
    { property: 'a', exists: false }] } }, { signal: controller.signal });
  controller.abort();
  await assert.rejects(asked, isCancelled);
  const late = new AbortController();
  assert.equal((await b.segments.estimate({ where }, { signal: late.signal })).count, 2_000);
  late.abort();
});

test('what progress answers or throws decides', async (t) => {
  const b = await workspace(t);
  await b.ingest(Array.from({ length: 20_000 }, (_, i) => (
    { type: 'track', event: 'Seen', userId: `u${i}` })));
  const slow = { event: 'Seen', where: [{ property: 'a', exists: false }] };
  await assert.rejects(b.segments.estimate({ where: slow }, { progress: () => false }),
                       isCancelled);
  const mine = new Error('mine');
  await assert.rejects(
    b.segments.estimate({ where: slow }, { progress: () => { throw mine; } }),
    (error) => error === mine);
  const { count } = await b.segments.estimate({ where: slow, sample: 0 }, { progress: () => 0 });
  assert.equal(count, 20_000);
});
