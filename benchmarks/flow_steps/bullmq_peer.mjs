// BullMQ on Redis as a queue of jobs: node bullmq_peer.mjs FOLDER WAITING TRANSITIONS
//
// A private redis-server in FOLDER, on a socket of its own, with an append-only file that is synced
// every second. Jobs that wait for a time, and jobs that are due: a worker takes the due ones, which
// do nothing. It is spared adding the job of the next node. Prints how many it took, a second.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';

const [folder, waiting, transitions] = [process.argv[2], ...process.argv.slice(3, 5).map(Number)];
const BATCH = 1000;
const CONCURRENCY = 100;
const WEEK = 7 * 86_400_000;

async function addJobs(queue, count, options) {
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const jobs = Array.from({ length: size }, (_, i) => ({
      name: 'step',
      data: { entry: first + i, node: 'hour' },
      opts: { removeOnComplete: true, ...options },
    }));
    await queue.addBulk(jobs);
  }
}

// Resolves with the seconds that it took when all due jobs are done.
function work(count, connection) {
  return new Promise((resolve, reject) => {
    let done = 0;
    const worker = new Worker('flow', async () => {}, {
      autorun: false,
      connection,
      concurrency: CONCURRENCY,
    });
    worker.on('error', reject);
    worker.on('failed', (_, error) => reject(error));
    const started = process.hrtime.bigint();
    worker.on('completed', () => {
      if (++done < count) return;
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      worker.close().then(() => resolve(seconds), reject);
    });
    worker.run().catch(reject);
  });
}

async function measure(connection) {
  const queue = new Queue('flow', { connection });
  await addJobs(queue, waiting, { delay: WEEK });
  await addJobs(queue, transitions, {});
  const seconds = await work(transitions, connection);
  const left = await queue.getJobCounts('delayed', 'waiting', 'active', 'failed');
  await queue.close();
  if (left.delayed !== waiting || left.waiting + left.active + left.failed !== 0) {
    throw new Error(`jobs are missing: ${JSON.stringify(left)}`);
  }
  return transitions / seconds;
}

mkdirSync(folder, { recursive: true });
const sockets = mkdtempSync(join(tmpdir(), 'beckon-redis-'));
const path = join(sockets, 'redis');
const settings = { port: 0, unixsocket: path, dir: folder, save: '', appendonly: 'yes',
  appendfsync: 'everysec' };
const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
const server = spawn('redis-server', flags, { stdio: ['ignore', 2, 2] });
const ended = new Promise((resolve, reject) => {
  server.on('error', reject);
  server.on('exit', resolve);
});
const redis = new Redis({ path, maxRetriesPerRequest: null });
redis.on('error', () => {}); // not there yet: it tries again
try {
  const rate = await Promise.race([
    redis.ping().then(() => measure({ path, maxRetriesPerRequest: null })),
    ended.then(() => Promise.reject(new Error('redis-server ended'))),
  ]);
  console.log(rate);
} finally {
  redis.disconnect();
  server.kill();
  await ended;
  rmSync(sockets, { recursive: true });
}
