// Segment's and RudderStack's own SDKs, unmodified: what they send must arrive as it was meant.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {after, before, describe, test} from 'node:test';
import {Analytics} from '@segment/analytics-node';

import {publicKey, Server} from './server.mjs';

const RudderAnalytics = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node');

let server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

const profileOf = (identifier) => server.call('profiles.get', {profile: identifier});
const eventsOf = async (user) => (await server.call(
    'profiles.timeline', {profile: {user_id: user}, limit: 1000})).items;
const count = async (name) => Number(
    (await server.request('GET', '/metrics')).text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1]);

// The same calls through either SDK.
function report(sdk, user) {
  const anonymousId = `${user}-device`;
  sdk.page({anonymousId, name: 'Pricing', category: 'Docs', properties: {path: '/pricing'}});
  sdk.identify({
    userId: user,
    anonymousId,
    traits: {email: `${user}@example.com`, plan: 'pro', address: {city: 'Lyon'}},
  });
  sdk.track({
    userId: user,
    event: 'Order Placed',
    properties: {total: 42.5, products: [{sku: 'é1'}]},
    context: {locale: 'fr-FR'},
  });
  sdk.screen({userId: user, name: 'Cart'});
  sdk.group({userId: user, groupId: 'acme', traits: {plan: 'team'}});
  sdk.alias({userId: user, previousId: `${user}-old`});
}

async function check(user) {
  const profile = await profileOf({user_id: user});
  assert.equal(profile.traits.plan, 'pro');
  assert.deepEqual(profile.traits.address, {city: 'Lyon'});
  for (const same of [{anonymous_id: `${user}-device`}, {email: `${user}@example.com`}]) {
    assert.equal((await profileOf(same)).id, profile.id, JSON.stringify(same));
  }
  const events = await eventsOf(user);
  const byName = Object.fromEntries(events.map((event) => [event.event, event]));
  assert.deepEqual(
      Object.keys(byName).sort(), ['Group', 'Order Placed', 'Page Viewed', 'Screen Viewed']);
  assert.deepEqual(byName['Order Placed'].properties, {total: 42.5, products: [{sku: 'é1'}]});
  assert.deepEqual(byName['Group'].properties, {group_id: 'acme', traits: {plan: 'team'}});
  assert.equal(byName['Page Viewed'].properties.path, '/pricing');
  assert.equal(byName['Page Viewed'].properties.name, 'Pricing');
  for (const {at} of events) assert.ok(Math.abs(Date.parse(at) - Date.now()) < 30_000, at);
}

describe('@segment/analytics-node', () => {
  let sdk;
  const errors = [];
  before(() => {
    sdk = new Analytics({writeKey: publicKey, host: server.url, flushInterval: 50});
    sdk.on('error', (error) => errors.push(error));
  });
  after(() => assert.deepEqual(errors, []));

  test('every call arrives', async () => {
    report(sdk, 'segment-user');
    await sdk.flush();
    await check('segment-user');
  });

  test('a thousand events arrive, once each', async () => {
    const first = await count('beckon_records_ingested_total');
    for (let i = 0; i < 1000; i++) {
      sdk.track({userId: `many-${i % 10}`, event: 'Seen', properties: {i}});
    }
    await sdk.flush();
    assert.equal(await count('beckon_records_ingested_total') - first, 1000);
    assert.equal((await eventsOf('many-3')).length, 100);
  });

  test('an own time is kept, and an own message id tells repetitions', async () => {
    const duplicates = await count('beckon_records_duplicate_total');
    const timestamp = new Date('2024-03-09T22:00:00.000Z');
    const call = {userId: 'imported', event: 'Bought', timestamp, messageId: 'import-1'};
    sdk.track(call);
    sdk.track(call);
    await sdk.flush();
    const events = await eventsOf('imported');
    assert.equal(events.length, 1);
    // sentAt is a moment before the receipt, and the event moves by that moment.
    const late = Date.parse(events[0].at) - timestamp.getTime();
    assert.ok(late >= 0 && late < 5000, `${late} ms`);
    assert.equal(await count('beckon_records_duplicate_total') - duplicates, 1);
  });

  test('a wrong write key is reported and stores nothing', async () => {
    const other = new Analytics({writeKey: 'pk_wrong_0123456789', host: server.url, maxRetries: 0});
    const failures = [];
    other.on('error', (error) => failures.push(error));
    other.track({userId: 'nobody', event: 'E'});
    await other.flush();
    assert.equal(failures.length, 1);
    await assert.rejects(profileOf({user_id: 'nobody'}), /not_found/);
  });
});

describe('@rudderstack/rudder-sdk-node', () => {
  for (const gzip of [true, false]) {
    test(`every call arrives, ${gzip ? 'compressed' : 'plain'}`, async () => {
      const user = `rudder-user-${gzip}`;
      const sdk = new RudderAnalytics(publicKey, {dataPlaneUrl: server.url, gzip, flushAt: 100});
      report(sdk, user);
      await sdk.flush();
      await check(user);
    });
  }

  test('a hundred events arrive in batches', async () => {
    const sdk = new RudderAnalytics(publicKey, {dataPlaneUrl: server.url, flushAt: 20});
    const sent = [];
    for (let i = 0; i < 100; i++) {
      sent.push(new Promise((done, failed) => sdk.track(
          {userId: 'rudder-many', event: 'Seen', properties: {i}},
          (error) => error ? failed(error) : done())));
    }
    await sdk.flush();
    await Promise.all(sent);
    assert.equal((await eventsOf('rudder-many')).length, 100);
  });
});
