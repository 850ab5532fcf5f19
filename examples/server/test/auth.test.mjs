// Who may do what: every kind of key against every kind of path.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {publicKey, secretKey, Server} from './server.mjs';

let server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

const basic = (user) => ({authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}`});
const bearer = (key) => ({authorization: `Bearer ${key}`});
const track = {user_id: 'u1', event: 'E'};

// [path, method, body, status with: no key, an unknown key, a public key, a secret key]
const matrix = [
  ['POST', '/track', track, 401, 401, 200, 200],
  ['POST', '/identify', {user_id: 'u1'}, 401, 401, 200, 200],
  ['POST', '/track/batch', {batch: [track]}, 401, 401, 200, 200],
  ['POST', '/v1/track', {userId: 'u1', event: 'E'}, 401, 401, 200, 200],
  ['POST', '/v1/batch', {batch: []}, 401, 401, 200, 200],
  ['GET', '/api/v1/operations', undefined, 401, 401, 403, 200],
  ['GET', '/livez', undefined, 200, 200, 200, 200],
  ['GET', '/openapi.json', undefined, 200, 200, 200, 200],
];

for (const [method, path, body, ...statuses] of matrix) {
  test(`${method} ${path}`, async () => {
    const keys = [{}, bearer('pk_unknown_0123456789'), bearer(publicKey), bearer(secretKey)];
    for (const [i, headers] of keys.entries()) {
      const answer = await server.request(method, path, {headers, body});
      assert.equal(answer.status, statuses[i], JSON.stringify(headers));
    }
  });
}

test('all management is closed to public keys', async () => {
  const {json} = await server.request('GET', '/openapi.json');
  const paths = Object.entries(json.paths);
  assert.ok(paths.length > 0);
  for (const [path, methods] of paths) {
    for (const method of Object.keys(methods)) {
      const target = path.replace(/\{\w+\}/g, 'x');
      const open = await server.request(method.toUpperCase(), target);
      assert.equal(open.status, 401, `${method} ${path}`);
      const low = await server.request(method.toUpperCase(), target, {key: publicKey});
      assert.equal(low.status, 403, `${method} ${path}`);
    }
  }
});

test('refusals are problems that say how to ask', async () => {
  const missing = await server.request('GET', '/api/v1/operations');
  assert.equal(missing.json.code, 'unauthorized');
  assert.match(missing.headers.get('www-authenticate'), /^Bearer/);
  const low = await server.request('GET', '/api/v1/operations', {key: publicKey});
  assert.equal(low.json.code, 'forbidden');
  assert.equal(low.headers.get('content-type'), 'application/problem+json');
});

test('Basic authorization carries the key as user name', async () => {
  const body = {userId: 'u1', event: 'E'};
  const send = (headers) => server.request('POST', '/v1/track', {headers, body});
  assert.equal((await send(basic(publicKey))).status, 200);
  assert.equal((await send(basic('pk_unknown_0123456789'))).status, 401);
  assert.equal((await send({authorization: 'Basic ???'})).status, 401);
});

test('writeKey in the body counts when there is no header', async () => {
  const body = {userId: 'u1', event: 'E', writeKey: publicKey};
  assert.equal((await server.request('POST', '/v1/track', {body})).status, 200);
  const wrong = await server.request('POST', '/v1/track', {body: {...body, writeKey: 'pk_other'}});
  assert.equal(wrong.status, 401);
  assert.equal(wrong.json.success, false);
  // The header decides where there is one.
  const headers = bearer('pk_unknown_0123456789');
  assert.equal((await server.request('POST', '/v1/track', {headers, body})).status, 401);
});

test('a public key learns nothing of what its records cause', async () => {
  const low = await server.request('POST', '/track', {key: publicKey, body: track});
  assert.deepEqual(low.json, {success: true, duplicate: false});
  const full = await server.request('POST', '/track', {key: secretKey, body: track});
  assert.equal(full.json.success, true);
  assert.equal(typeof full.json.profile, 'string');
  assert.deepEqual(full.json.entered, []);
});

test('a public key reports what customers did, not what they agreed to', async () => {
  const consent = {
    type: 'consent', user_id: 'u1', channel: 'email', state: 'granted', source: 'form'
  };
  const body = {batch: [track, consent]};
  const low = await server.request('POST', '/track/batch', {key: publicKey, body});
  assert.equal(low.status, 200);
  assert.equal(low.json.success, false);
  assert.equal(low.json.accepted, 1);
  assert.deepEqual(
      low.json.errors.map(({index, code, pointer}) => ({index, code, pointer})),
      [{index: 1, code: 'forbidden', pointer: '/batch/1/type'}]);
  const full = await server.request('POST', '/track/batch', {key: secretKey, body});
  assert.deepEqual(full.json, {success: true});
});

test('several keys may be valid at a time', async () => {
  const other = await Server.start(
      [], {environment: {BECKON_PUBLIC_KEY: `${publicKey},pk_rotated_0123456789`}});
  const body = {userId: 'u1', event: 'E'};
  for (const key of [publicKey, 'pk_rotated_0123456789']) {
    assert.equal((await other.request('POST', '/v1/track', {key, body})).status, 200);
  }
  await other.stop();
});
