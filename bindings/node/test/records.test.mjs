// The typed verbs: what they send, what they answer.
import assert from 'node:assert/strict';
import test from 'node:test';

import { START, workspace } from './support.mjs';

const PRO = { trait: 'plan', eq: 'pro' };
const DAY = 86_400_000;

test('identify answers with what it caused', async (t) => {
  const b = await workspace(t);
  await b.segments.create({ key: 'pro', where: PRO });
  const caused = await b.identify({
    userId: 'u1', email: 'ann@shop.example', traits: { plan: 'pro', userId: 'data' },
  });
  assert.deepEqual({ ...caused, profile: '' },
                   { profile: '', entered: ['pro'], left: [], flows: [], duplicate: false });
  assert.equal(await b.isMember('pro', { userId: 'u1' }), true);
  assert.equal(await b.isMember('pro', { email: 'ann@shop.example' }), true);
  assert.equal(await b.isMember('pro', { userId: 'somebody else' }), false);
  const { traits } = await b.profiles.get({ profile: { userId: 'u1' } });
  assert.deepEqual(traits, { email: 'ann@shop.example', plan: 'pro', userId: 'data' });
  assert.deepEqual((await b.identify({ user_id: 'u1', traits: { plan: null } })).left, ['pro']);
});

test('a flow that starts is told', async (t) => {
  const b = await workspace(t);
  await b.flows.create({
    key: 'wait', trigger: { event: 'Seen' }, start: 'hour',
    nodes: { hour: { type: 'delay', for: '1h' } },
  });
  await b.flows.publish({ key: 'wait' });
  const { flows } = await b.track({ event: 'Seen', userId: 'u1' });
  assert.deepEqual(flows.map(({ flow, node }) => [flow, node]), [['wait', 'hour']]);
});

test('a messageId makes a record safe to repeat', async (t) => {
  const b = await workspace(t);
  const record = { event: 'Seen', userId: 'u1', messageId: 'm1' };
  assert.equal((await b.track(record)).duplicate, false);
  assert.equal((await b.track(record)).duplicate, true);
});

test('alias joins a visitor and a user', async (t) => {
  const b = await workspace(t);
  const visitor = (await b.track({ event: 'Seen', anonymousId: 'a1' })).profile;
  await b.alias({ previousId: 'a1', userId: 'u1' });
  assert.equal((await b.track({ event: 'Seen', userId: 'u1' })).profile, visitor);
});

test('consent is kept with its evidence', async (t) => {
  const b = await workspace(t);
  await b.segments.create({ key: 'mailable', where: { consent: 'email', is: 'granted' } });
  await b.identify({ userId: 'u1', email: 'ann@shop.example' });
  const caused = await b.consent({
    userId: 'u1', channel: 'email', state: 'granted', source: 'form', userAgent: 'browser',
    textVersion: '3', proof: { form: 7 },
  });
  assert.deepEqual(caused.entered, ['mailable']);
});

test('at is the time of the event, as a Date or as text', async (t) => {
  const b = await workspace(t);
  await b.segments.create({ key: 'recent', where: { event: 'Seen', within: '30d' } });
  await b.segments.create({ key: 'ever', where: { event: 'Seen', within: '41d' } });
  const at = new Date(START.getTime() - 40 * DAY);
  assert.deepEqual((await b.track({ event: 'Seen', userId: 'u1', at })).entered, ['ever']);
  const text = await b.track({ event: 'Seen', userId: 'u2', at: at.toISOString() });
  assert.deepEqual(text.entered, ['ever']);
});

test('a refused record changes nothing', async (t) => {
  const b = await workspace(t);
  const before = await b.verify();
  await assert.rejects(b.track({ event: 'Seen' }), { code: 'invalid_request' });
  await assert.rejects(b.track({ event: 'Seen', userid: 'u1' }),
                       { code: 'invalid_request', pointer: '/userid', hint: /user_id/ });
  assert.deepEqual(await b.verify(), before);
});

test('time moves by advance alone', async (t) => {
  const b = await workspace(t);
  assert.deepEqual(await b.now(), START);
  await b.advance({ by: '3d' });
  assert.deepEqual(await b.now(), new Date(START.getTime() + 3 * DAY));
  await b.advance({ to: new Date(START.getTime() + 4 * DAY) });
  await b.advance({ to: '2024-03-06T00:00:00+02:00' });
  assert.deepEqual(await b.now(), new Date('2024-03-05T22:00:00Z'));
  for (const step of [{}, undefined, { by: '1d', to: START }]) {
    await assert.rejects(b.advance(step), /either by or to/);
  }
  for (const to of ['soon', '2024-04-01T00:00:00', '2024-04-01', 5, new Date(NaN)]) {
    await assert.rejects(b.advance({ to }), { code: 'invalid_request', pointer: '/to' });
  }
});

test('a segment loses members as time passes', async (t) => {
  const b = await workspace(t);
  await b.segments.create({ key: 'recent', where: { event: 'Seen', within: '30d' } });
  await b.track({ event: 'Seen', userId: 'u1' });
  await b.advance({ by: '30d' });
  assert.equal(await b.isMember('recent', { userId: 'u1' }), true);
  await b.advance({ to: new Date(START.getTime() + 30 * DAY + 1) });
  assert.equal(await b.isMember('recent', { userId: 'u1' }), false);
});

test('verify counts and hashes', async (t) => {
  const b = await workspace(t);
  await b.track({ event: 'Seen', userId: 'u1' });
  await b.flush();
  const report = await b.verify();
  assert.equal(report.ok, true);
  assert.deepEqual([report.broken, report.profiles, report.events], [[], 1, 1]);
  assert.match(report.state_hash, /^[0-9a-f]+$/);
});
