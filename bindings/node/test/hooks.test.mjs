// What a host may provide. Hooks run on the event loop while a thread of Beckon waits.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

import { open } from '../index.mjs';
import { directory, order, sendStates, setUpShop, START, workspace } from './support.mjs';

/** A transport that remembers what it was given. */
function wire(...answers) {
  const requests = [];
  const transport = async (request) => {
    requests.push(request);
    await new Promise((done) => setImmediate(done));
    return answers.shift() ?? { status: 200 };
  };
  return { requests, transport };
}

async function shop(t, transport) {
  const b = await workspace(t, { transport });
  const outbox = join(directory(t), 'outbox');
  await setUpShop(b, outbox);
  await order(b);
  return { b, outbox };
}

/** The next process warning of this library. */
function nextWarning() {
  return new Promise((done) => process.once('warning', done));
}

test("a transport sends instead of Beckon's own", async (t) => {
  const { requests, transport } = wire({ status: 200, headers: { a: 'b' }, body: 'ok' });
  const { b, outbox } = await shop(t, transport);
  await b.settle();
  assert.deepEqual(await sendStates(b), ['accepted']);
  assert.equal(requests.length, 1);
  assert.ok(requests[0].url.startsWith(`file://${outbox}`));
  assert.ok(requests[0].timeoutMs > 0);
  assert.match(Buffer.from(requests[0].body).toString(), /Thanks\./);
  assert.equal(existsSync(outbox), false);
});

test('the phase decides whether it may be sent again', async (t) => {
  const { requests, transport } = wire({ phase: 'not_sent', error: 'refused' });
  const { b } = await shop(t, transport);
  await b.settle();
  assert.deepEqual(await sendStates(b), ['retry']);
  await b.advance({ by: '1h' });
  await b.settle();
  assert.deepEqual(await sendStates(b), ['accepted']);
  assert.equal(requests.length, 2);
});

test('a sender sends what accounts of the host carry', async (t) => {
  const messages = [];
  const sender = async (message) => {
    messages.push(message);
    await new Promise((done) => setImmediate(done));
    if (messages.length === 2) return { result: 'rejected', reason: 'no such number' };
    if (messages.length === 3) throw new Error('gone');
    return { result: 'accepted', id: 'm1' };
  };
  const b = await workspace(t, { sender });
  await b.providers.create({ key: 'ours', kind: 'host', channel: 'sms' });
  await b.templates.create({ key: 'code', channel: 'sms', kind: 'transactional',
                             text: 'Your code is 1234' });
  await b.flows.create({ key: 'login', trigger: { event: 'Login' }, reentry: 'after_exit',
                         start: 'text',
                         nodes: { text: { type: 'message', channel: 'sms', template: 'code' } } });
  await b.flows.publish({ key: 'login' });
  await b.identify({ userId: 'ada', phone: '+15557122661' });
  const go = async () => {
    await b.track({ event: 'Login', userId: 'ada' });
    await b.settle();
    return (await b.sends.list()).items;
  };
  const [first] = await go();
  assert.equal(messages[0].to, '+15557122661');
  assert.equal(messages[0].account, 'ours');
  assert.equal(first.provider_message_id, 'm1');
  assert.deepEqual((await go()).map((send) => send.state).sort(), ['accepted', 'rejected']);
  assert.ok((await go()).some((send) => /gone/.test(send.reason ?? '')));
});

test('a transport that fails, or answers nonsense, may have sent', async (t) => {
  const transports = [
    () => { throw new Error('gone'); },
    () => ({ phase: 'maybe' }),
    () => ({ status: 5 }),
    () => ({ status: 200, body: 7 }),
    () => undefined,
  ];
  for (const transport of transports) {
    const { b } = await shop(t, transport);
    await b.settle();
    assert.notDeepEqual(await sendStates(b), ['accepted']);
    await b.close();
  }
});

test('the event loop stays free, and waits do not fill the pool', async (t) => {
  let answer;
  const transport = () => new Promise((done) => { answer = done; });
  const { b } = await shop(t, transport);
  const settling = Array.from({ length: 8 }, () => b.settle());
  while (answer === undefined) await new Promise((done) => setImmediate(done));
  assert.ok((await b.identify({ userId: 'u2' })).profile);
  answer({ status: 200 });
  await Promise.all(settling);
  assert.deepEqual(await sendStates(b), ['accepted']);
});

test("a clock stands for the system's", async (t) => {
  let moment = START;
  const b = await workspace(t, { clock: () => moment, start: undefined });
  assert.deepEqual(await b.now(), START);
  moment = START.getTime() + 1000;
  assert.deepEqual(await b.now(), new Date(moment));
  await assert.rejects(b.advance({ by: '1d' }), { code: 'conflict' });
});

test('a clock that fails gives way to the system', async (t) => {
  const before = Date.now() - 1000;
  const warning = nextWarning();
  const b = await workspace(t, { clock: () => 'noon', start: undefined, dispatch: false });
  assert.ok((await b.now()).getTime() > before);
  assert.match((await warning).message, /the clock of a Beckon workspace failed/);
});

/** A workspace as a crash leaves it: its state behind its journal, which the log tells. */
async function fallenBehind(t) {
  const path = join(directory(t), 'shop');
  await (await open(path, { clock: 'manual' })).close();
  const older = readFileSync(join(path, 'state.mdb'));
  const b = await open(path, { clock: 'manual' });
  await b.track({ event: 'Seen', userId: 'u1' });
  await b.close();
  writeFileSync(join(path, 'state.mdb'), older);
  return path;
}

test('log lines arrive', async (t) => {
  const lines = [];
  const log = (level, line) => lines.push([level, line]);
  const b = await open(await fallenBehind(t), { clock: 'manual', log });
  await b.close();
  while (lines.length === 0) await new Promise((done) => setImmediate(done));
  assert.equal(lines.length, 1);
  assert.equal(lines[0][0], 'info');
  assert.match(lines[0][1], /replayed 1 /);
});

test('a log that throws does no harm', async (t) => {
  const warning = nextWarning();
  const log = () => { throw new Error('full'); };
  const b = await open(await fallenBehind(t), { clock: 'manual', log });
  assert.equal((await b.verify()).events, 1);
  assert.match((await warning).message, /the log of a Beckon workspace failed/);
  await b.close();
});

test('a worker thread that ends while a transport is asked does not hang', async (t) => {
  const root = directory(t);
  const support = JSON.stringify(new URL('./support.mjs', import.meta.url).href);
  const index = JSON.stringify(createRequire(import.meta.url).resolve('../index.js'));
  const worker = new Worker(`(async () => {
    const { order, setUpShop } = await import(${support});
    const { open } = require(${index});
    const { parentPort } = require('node:worker_threads');
    const b = await open(${JSON.stringify(join(root, 'shop'))}, {
      clock: 'manual', transport: () => new Promise(() => parentPort.postMessage('asked')) });
    await setUpShop(b, ${JSON.stringify(join(root, 'outbox'))});
    await order(b);
    await b.settle();
  })();`, { eval: true });
  await new Promise((done, failed) => {
    worker.once('message', done);
    worker.once('error', failed);
  });
  await worker.terminate();
  const b = await open(join(root, 'shop'), { clock: 'manual', create: false });
  assert.equal((await b.verify()).ok, true);
  assert.notDeepEqual(await sendStates(b), ['accepted']);
  await b.close();
});
