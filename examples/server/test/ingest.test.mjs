// Records as clients send them without an SDK: mistakes, repetitions, times, compression.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {gzipSync} from 'node:zlib';

import {publicKey, secretKey, Server} from './server.mjs';

let server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

const send = (path, body, headers = {}) =>
    server.request('POST', path, {key: publicKey, body, headers});
const eventsOf = async (user) =>
    (await server.call('profiles.timeline', {profile: {user_id: user}})).items;
const hour = 3_600_000;
const iso = (ms) => new Date(ms).toISOString();

describe('the Segment protocol', () => {
  for (const [path, body] of [
    ['/v1/identify', {userId: 'single', traits: {plan: 'pro'}}],
    ['/v1/track', {userId: 'single', event: 'Seen'}],
    ['/v1/page', {userId: 'single', name: 'Home'}],
    ['/v1/screen', {anonymousId: 'single-device', name: 'Home'}],
    ['/v1/alias', {userId: 'single', previousId: 'single-old'}],
    ['/v1/group', {userId: 'single', groupId: 'g'}],
    ['/v1/batch', {batch: [{type: 'track', userId: 'single', event: 'Seen'}]}],
    ['/v1/import', {batch: [{type: 'track', userId: 'single', event: 'Seen'}]}],
  ]) {
    test(`POST ${path}`, async () => {
      const answer = await send(path, body);
      assert.equal(answer.status, 200);
      assert.equal(answer.text, '{"success":true}');
    });
  }

  test('a bad call in a batch is named, the others are stored', async () => {
    const answer = await send('/v1/batch', {batch: [
      {type: 'track', userId: 'partly', event: 'One'},
      {type: 'track', event: 'Two'},
      {type: 'track', userId: 'partly'},
      {type: 'merge', userId: 'partly'},
      {userId: 'partly', event: 'Five'},
      'six',
      {type: 'track', userId: {}, event: 'Seven'},
      {type: 'track', userId: 'partly', event: 'Eight', timestamp: 'soon'},
      {type: 'track', userId: 'partly', event: 'Nine'},
    ]});
    assert.equal(answer.status, 200);
    assert.equal(answer.json.success, false);
    assert.equal(answer.json.accepted, 2);
    assert.deepEqual(
        answer.json.errors.map(({index, pointer}) => [index, pointer]),
        [[1, '/batch/1'], [2, '/batch/2/event'], [3, '/batch/3/type'], [4, '/batch/4/type'],
         [5, '/batch/5'], [6, '/batch/6/userId'], [7, '/batch/7/timestamp']]);
    for (const {code, detail} of answer.json.errors) {
      assert.equal(code, 'invalid_request');
      assert.ok(detail.length > 0);
    }
    const names = (await eventsOf('partly')).map(({event}) => event);
    assert.deepEqual(names.sort(), ['Nine', 'One']);
  });

  test('when nothing could be stored it is a problem', async () => {
    const single = await send('/v1/track', {userId: 7.5, event: 'E'});
    assert.equal(single.status, 400);
    assert.equal(single.headers.get('content-type'), 'application/problem+json');
    assert.equal(single.json.success, false);
    assert.equal(single.json.code, 'invalid_request');
    assert.equal(single.json.pointer, '/userId');
    const batch = await send('/v1/batch', {batch: [{type: 'x'}, {type: 'track'}]});
    assert.equal(batch.status, 400);
    assert.equal(batch.json.errors.length, 2);
  });

  for (const [name, body, code, pointer] of [
    ['no JSON', 'batch=1', 'invalid_json'],
    ['no object', '[1]', 'invalid_request'],
    ['no batch', '{}', 'invalid_request', '/batch'],
    ['a batch that is no list', '{"batch": {}}', 'invalid_request', '/batch'],
    ['too long a batch', JSON.stringify({batch: Array(2501).fill({})}), 'limit_exceeded', '/batch'],
  ]) {
    test(`${name} is 400`, async () => {
      const answer = await send('/v1/batch', body);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.success, false);
      assert.equal(answer.json.code, code);
      assert.equal(answer.json.pointer, pointer);
    });
  }

  test('gzip is recognised under any content type', async () => {
    const body = gzipSync(JSON.stringify({userId: 'zipped', event: 'Seen'}));
    for (const headers of [
      {},
      {'content-type': 'application/x-www-form-urlencoded'},
      {'content-type': 'application/json', 'content-encoding': 'gzip'},
    ]) {
      assert.equal((await send('/v1/track', body, headers)).status, 200);
    }
    assert.equal((await eventsOf('zipped')).length, 3);
  });

  test('a message id counts once', async () => {
    const call = {userId: 'once', event: 'Seen', messageId: 'once-1'};
    for (let i = 0; i < 3; i++) assert.equal((await send('/v1/track', call)).status, 200);
    await send('/v1/batch', {batch: [{type: 'track', ...call}, {type: 'track', ...call}]});
    assert.equal((await eventsOf('once')).length, 1);
  });
});

describe("clients' clocks", () => {
  // How far the event's time ends up from where it belongs, in milliseconds.
  async function error(user, body, belongs) {
    const answer = await send('/v1/track', {userId: user, event: 'Timed', ...body});
    assert.equal(answer.status, 200, answer.text);
    const [event] = await eventsOf(user);
    return Math.abs(Date.parse(event.at) - belongs);
  }

  for (const [name, skew] of [
    ['right', 0], ['a day fast', 24 * hour], ['a year slow', -8760 * hour],
  ]) {
    test(`a clock that is ${name} does not matter`, async () => {
      const now = Date.now();
      const body = {timestamp: iso(now + skew - 2 * hour), sentAt: iso(now + skew)};
      assert.ok(await error(`skew-${skew}`, body, now - 2 * hour) < 2000);
    });
  }

  test('originalTimestamp goes before timestamp', async () => {
    const now = Date.now();
    const body = {originalTimestamp: iso(now - hour), timestamp: iso(now), sentAt: iso(now)};
    assert.ok(await error('skew-original', body, now - hour) < 2000);
  });

  test('without sentAt the time is taken as it is', async () => {
    const at = Date.parse('2020-02-29T12:00:00Z');
    assert.equal(await error('skew-none', {timestamp: iso(at)}, at), 0);
  });

  test('what would lie ahead happens now', async () => {
    const now = Date.now();
    assert.ok(await error('skew-ahead', {timestamp: iso(now + hour)}, now) < 2000);
    const body = {timestamp: iso(now + hour), sentAt: iso(now)};
    assert.ok(await error('skew-ahead-sent', body, now) < 2000);
  });
});

describe('plain records', () => {
  test('both spellings of identifiers', async () => {
    assert.equal((await send('/identify', {user_id: 'plain', traits: {a: 1}})).status, 200);
    const first = await send('/track', {userId: 'plain', event: 'E', messageId: 'p1'});
    assert.deepEqual(first.json, {success: true, duplicate: false});
    const again = await send('/track', {user_id: 'plain', event: 'E', message_id: 'p1'});
    assert.deepEqual(again.json, {success: true, duplicate: true});
    assert.equal((await eventsOf('plain')).length, 1);
    const both = await send('/track', {userId: 'a', user_id: 'a', event: 'E'});
    assert.equal(both.status, 400);
    assert.equal(both.json.pointer, '/userId');
  });

  test('what the engine says is wrong points into the body', async () => {
    const number = await send('/track', {userId: {}, event: 'E'});
    assert.equal(number.status, 400);
    assert.equal(number.json.pointer, '/userId');
    assert.equal(number.json.success, false);
    const unknown = await send('/track', {user_id: 'u', event: 'E', propertys: {}});
    assert.equal(unknown.status, 400);
    assert.equal(unknown.json.pointer, '/propertys');
    assert.match(unknown.json.detail, /propertys/);
    const type = await send('/track', {type: 'consent', user_id: 'u', channel: 'email'});
    assert.equal(type.status, 400);
  });

  test('a batch mixes types, and track is the default', async () => {
    const {status, json} = await send('/track/batch', {batch: [
      {user_id: 'mixed', event: 'E'},
      {type: 'identify', userId: 'mixed', traits: {plan: 'pro'}},
      {user_id: 'mixed', wrong: true, event: 'E'},
    ]});
    assert.equal(status, 200);
    assert.equal(json.accepted, 2);
    assert.deepEqual(
        json.errors.map(({index, pointer}) => [index, pointer]), [[2, '/batch/2/wrong']]);
    const profile = await server.call('profiles.get', {profile: {user_id: 'mixed'}});
    assert.equal(profile.traits.plan, 'pro');
  });

  test('a secret key is told what the record caused', async () => {
    await server.call('segments.create', {key: 'answered', where: {event: 'Answered'}});
    const {json} = await server.request(
        'POST', '/track', {key: secretKey, body: {user_id: 'caused', event: 'Answered'}});
    assert.equal(json.success, true);
    assert.deepEqual(json.entered, ['answered']);
  });

  test('many at one time', async () => {
    const answers = await Promise.all(Array.from({length: 200}, (_, i) => send(
        '/track', {user_id: 'crowd', event: 'Seen', message_id: `crowd-${i % 100}`})));
    assert.ok(answers.every(({status}) => status === 200));
    assert.equal(answers.filter(({json}) => json.duplicate).length, 100);
  });
});
