// Unit tests of marketing logic: one made-up profile through a flow, step by step.
import assert from 'node:assert/strict';
import test from 'node:test';

import { workspace } from './support.mjs';

const cart = {
  key: 'cart', trigger: { event: 'Checkout Started' }, reentry: 'after_exit',
  exit_when: [{ event: 'Order Placed' }], start: 'hour',
  nodes: {
    hour: { type: 'delay', for: '1h', next: 'remind' },
    remind: { type: 'message', channel: 'email', template: 'note' },
  },
};
const ann = { email: 'ann@shop.example', consents: { email: 'granted' } };

async function shop(t) {
  const b = await workspace(t);
  await b.templates.create({ key: 'note', channel: 'email', kind: 'marketing',
    subject: 'Your cart', from: 'shop@shop.example', text: 'It waits for you' });
  await b.call('flows.create', cart);
  return b;
}

test('the reminder comes after an hour', async (t) => {
  const b = await shop(t);
  const told = await b.flows.test({ key: 'cart', profile: ann, steps: [
    { track: 'Checkout Started' }, { advance: '59m' }, { advance: '1m' }] });
  assert.deepEqual(told.steps[0].moves.map((move) => move.node), ['hour']);
  assert.deepEqual(told.steps[1].messages, []);
  assert.deepEqual(told.steps[2].messages.map((message) => message.result), ['accepted']);
});

test('who orders gets none', async (t) => {
  const b = await shop(t);
  const told = await b.flows.test({ key: 'cart', profile: ann, steps: [
    { track: 'Checkout Started' }, { track: 'Order Placed' }, { advance: '1d' }] });
  assert.equal(told.steps[1].moves[0].reason, 'exit_when');
  assert.deepEqual(told.steps[2].messages, []);
});

test('the past answers too', async (t) => {
  const b = await shop(t);
  await b.identify({ userId: 'ann', email: 'ann@shop.example' });
  await b.consent({ userId: 'ann', channel: 'email', state: 'granted', source: 'form' });
  await b.track({ event: 'Checkout Started', userId: 'ann' });
  await b.advance({ by: '2h' });
  const seen = [];
  const found = await b.flows.simulate(
    { key: 'cart' }, { progress: (done, of) => { seen.push([done, of]); } });
  assert.equal(found.totals.messages.sent, 1);
  assert.equal(found.messages.items[0].at, '2024-03-01T10:00:00.000Z');
  assert.deepEqual((await b.sends.list()).items, []); // nothing was sent
});
