// What the tests share.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as beckon from '../index.mjs';

export const START = new Date('2024-03-01T09:00:00Z');
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const native = createRequire(import.meta.url)('../lib/native.js');

/** A directory that goes when the test has ended. */
export function directory(t) {
  const made = mkdtempSync(join(tmpdir(), 'beckon-node-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A workspace with a clock that stands still, closed when the test has ended. */
export async function workspace(t, options = {}) {
  const root = directory(t);
  const b = await beckon.open(join(root, 'shop'), { clock: 'manual', start: START, ...options });
  t.after(() => b.close());
  return b;
}

/** Makes the workspace send a receipt for each order. */
export async function setUpShop(b, outbox) {
  await b.templates.create({
    key: 'receipt', channel: 'email', kind: 'transactional', subject: 'Receipt',
    from: 'shop@shop.example', html: '<p>Thanks.</p>', text: 'Thanks.',
  });
  await b.providers.create({ key: 'box', kind: 'sandbox', channel: 'email', directory: outbox });
  await b.flows.create({
    key: 'receipts', trigger: { event: 'Order Placed' }, start: 'send',
    nodes: { send: { type: 'message', channel: 'email', template: 'receipt' } },
  });
  await b.flows.publish({ key: 'receipts' });
}

export async function order(b, userId = 'u1') {
  await b.identify({ userId, email: `${userId}@shop.example` });
  await b.track({ event: 'Order Placed', userId });
}

export async function sendStates(b) {
  return (await b.sends.list()).items.map((send) => send.state);
}
