// Opening, closing, forgetting, worker threads.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

import { open } from '../index.mjs';
import { directory, PACKAGE, START, workspace } from './support.mjs';

const DAY = 86_400_000;

function run(program) {
  const flags = ['--input-type=module', '--expose-gc', '--no-warnings=ExperimentalWarning'];
  return execFileSync(process.execPath, [...flags, '-e', program], {
    cwd: PACKAGE, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('what was acknowledged is there again', async (t) => {
  const path = join(directory(t), 'shop');
  const b = await open(path, { clock: 'manual', start: START });
  const { profile } = await b.track({ event: 'Seen', userId: 'u1' });
  await b.advance({ by: '1d' });
  await b.close();
  const again = await open(pathToFileURL(path), { clock: 'manual' });
  assert.deepEqual(await again.now(), new Date(START.getTime() + DAY));
  assert.equal((await again.track({ event: 'Seen', userId: 'u1' })).profile, profile);
  await again[Symbol.asyncDispose]();
  assert.equal(again.closed, true);
});

test('closing twice is one closing, and calls are refused from then on', async (t) => {
  const b = await workspace(t);
  const closing = b.close();
  assert.equal(b.close(), closing);
  await assert.rejects(b.now(), { code: 'closed' });
  await closing;
  await assert.rejects(b.segments.list(), { code: 'closed' });
});

test('closing waits for the calls under way', async (t) => {
  const path = join(directory(t), 'shop');
  const b = await open(path);
  const calls = Array.from({ length: 50 }, () => b.track({ event: 'Seen', userId: 'u1' }));
  await b.close();
  assert.equal((await Promise.all(calls)).length, 50);
  const again = await open(path);
  const report = await again.verify();
  assert.deepEqual([report.ok, report.events], [true, 50]);
  await again.close();
});

test('a workspace that is open is busy', async (t) => {
  const b = await workspace(t);
  await assert.rejects(open(b.path), { code: 'busy', retryable: true });
});

test('options are checked', async (t) => {
  const path = join(directory(t), 'shop');
  await assert.rejects(open(path, { create: false }), { code: 'not_found' });
  await assert.rejects(open(path, { clock: 'atomic' }), { pointer: '/clock' });
  await assert.rejects(open(path, { start: 'soon' }), { pointer: '/start' });
  await assert.rejects(open(5), { code: 'invalid_request' });
  assert.equal(existsSync(path), false);
});

test('an open workspace neither holds the process nor is lost with it', async (t) => {
  const path = join(directory(t), 'shop');
  for (const ending of ['', 'process.exit();']) {
    run(`import { open } from './index.mjs';
         const b = await open(${JSON.stringify(path)}, { log() {}, transport: async () => ({}) });
         await b.track({ event: 'Seen', userId: 'u1' }); ${ending}`);
  }
  const b = await open(path, { create: false });
  assert.equal((await b.verify()).events, 2);
  await b.close();
});

test('a forgotten workspace warns', (t) => {
  const path = join(directory(t), 'shop');
  const printed = run(`import { open } from './index.mjs';
    process.on('warning', (warning) => console.log(warning.name, warning.message));
    await (async () => { await open(${JSON.stringify(path)}); })();
    for (let i = 0; i < 20; ++i) { await new Promise((done) => setTimeout(done, 10)); gc(); }`);
  assert.match(printed, /^BeckonWarning the workspace .*shop was never closed$/m);
});

test('worker threads have workspaces of their own, which end with them', async (t) => {
  const path = join(directory(t), 'shop');
  const index = JSON.stringify(createRequire(import.meta.url).resolve('../index.js'));
  const worker = new Worker(`const { open } = require(${index});
    open(${JSON.stringify(path)}, { log() {} })
      .then((b) => b.track({ event: 'Seen', userId: 'u1' }))
      .then(() => require('node:worker_threads').parentPort.postMessage('tracked'));
    setInterval(() => {}, 1000);`, { eval: true });
  await new Promise((done, failed) => {
    worker.once('message', done);
    worker.once('error', failed);
  });
  await assert.rejects(open(path), { code: 'busy' });
  await worker.terminate();
  const b = await open(path, { create: false });
  assert.equal((await b.verify()).events, 1);
  await b.close();
});
