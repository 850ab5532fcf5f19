// The operations of the registry over HTTP: routes, problems, repeated requests.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {secretKey, Server} from './server.mjs';

let server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

const send = (method, path, body, headers = {}) =>
    server.request(method, path, {key: secretKey, body, headers});
const where = {event: 'Order Placed'};

describe('operations', () => {
  test('every operation has its route', async () => {
    const {json} = await server.request('GET', '/openapi.json');
    assert.equal(json.openapi, '3.1.0');
    const registry = (await server.call('operations.list')).items;
    const routes = registry.map(({name, method, path}) => `${name} ${method} ${path}`);
    const documented = Object.entries(json.paths).flatMap(
        ([path, methods]) => Object.entries(methods).map(
            ([method, {operationId}]) => `${operationId} ${method.toUpperCase()} ${path}`));
    assert.deepEqual(documented.sort(), routes.sort());
    assert.ok(routes.length > 10);
    for (const {method, path} of registry) {
      const answer = await send(method, path.replace(/\{\w+\}/g, 'no-such-thing'),
          method === 'GET' || method === 'DELETE' ? undefined : {'no such field': 1});
      assert.notEqual(answer.json?.code, 'no_such_path', `${method} ${path}`);
      assert.notEqual(answer.status, 405, `${method} ${path}`);
      assert.ok(answer.status < 500, `${method} ${path}: ${answer.text}`);
    }
  });

  test('the document names the address it is given', async () => {
    const other = await Server.start(['--public-url', 'https://b.example']);
    const {json} = await other.request('GET', '/openapi.json');
    assert.deepEqual(json.servers, [{url: 'https://b.example'}]);
    await other.stop();
  });

  test('create, read, and the path as part of the request', async () => {
    assert.equal((await send('POST', '/api/v1/segments', {key: 'buyers', where})).status, 200);
    const read = await send('GET', '/api/v1/segments/buyers');
    assert.equal(read.status, 200);
    assert.equal(read.json.key, 'buyers');
  });

  test('query parameters have the types that the operation wants', async () => {
    await server.call('segments.create', {key: 'typed', where});
    const good = await send('GET', '/api/v1/segments?limit=1');
    assert.equal(good.status, 200);
    assert.equal(good.json.items.length, 1);
    const bad = await send('GET', '/api/v1/segments?limit=one');
    assert.equal(bad.status, 400);
    assert.equal(bad.json.pointer, '/limit');
  });
});

describe('problems', () => {
  test('have the members of RFC 9457 and our own', async () => {
    const {status, headers, json} = await send('GET', '/api/v1/segments/no-such-segment');
    assert.equal(status, 404);
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.equal(json.type, 'about:blank');
    assert.equal(json.title, 'Not Found');
    assert.equal(json.status, 404);
    assert.equal(json.code, 'not_found');
    assert.ok(json.detail.length > 0);
    assert.equal(json.request_id, headers.get('x-request-id'));
    assert.equal(json.success, undefined);
  });

  test('list every mistake of a definition with its pointer', async () => {
    const body = {key: 'bad', where: {all: [{trait: 'a', eqq: 1}, {evnt: 'x'}]}};
    const {status, json} = await send('POST', '/api/v1/segments', body);
    assert.equal(status, 422);
    assert.equal(json.code, 'invalid_definition');
    assert.ok(json.errors.length >= 2, JSON.stringify(json));
    for (const {pointer, detail} of json.errors) {
      assert.match(pointer, /^\/where\/all\/[01]/);
      assert.ok(detail.length > 0);
    }
  });

  test('a conflict is 409', async () => {
    await send('POST', '/api/v1/segments', {key: 'once', where});
    const {status, json} = await send('POST', '/api/v1/segments', {key: 'once', where});
    assert.equal(status, 409);
    assert.equal(json.code, 'conflict');
  });

  for (const [name, body, code] of [
    ['text that is no JSON', '{"key": ', 'invalid_json'],
    ['a key twice', '{"key": "a", "key": "b"}', 'invalid_json'],
    ['no object', '[]', 'invalid_request'],
    ['no end of depth', '['.repeat(100_000), 'limit_exceeded'],
    ['bytes that are no text', Buffer.from([0x22, 0xff, 0x22]), 'invalid_json'],
  ]) {
    test(`${name} is 400`, async () => {
      const answer = await send('POST', '/api/v1/segments', body);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.code, code);
    });
  }

  test('a path that is none is 404, a method that is none is 405', async () => {
    assert.equal((await send('GET', '/api/v1/nothing')).json.code, 'no_such_path');
    const wrong = await send('PUT', '/track', {});
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'POST');
    const both = await send('POST', '/livez', {});
    assert.equal(both.headers.get('allow'), 'GET, HEAD');
  });
});

describe('Idempotency-Key', () => {
  const create = (key, idempotencyKey, path = '/api/v1/segments') =>
      send('POST', path, {key, where}, {'idempotency-key': idempotencyKey});

  test('a repetition gets the first answer and changes nothing', async () => {
    const first = await create('idem', 'key-1');
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('idempotency-replayed'), null);
    const again = await create('idem', 'key-1');
    assert.equal(again.status, 200);
    assert.equal(again.text, first.text);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.notEqual(again.headers.get('x-request-id'), first.headers.get('x-request-id'));
    assert.equal((await create('idem', 'key-2')).status, 409);
  });

  test('a failure of the request is repeated too', async () => {
    const first = await create('idem', 'key-3');
    assert.equal(first.status, 409);
    const again = await create('idem', 'key-3');
    assert.equal(again.status, 409);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
  });

  test('another request under the same key is 422', async () => {
    await create('idem-other', 'key-4');
    const {status, json} = await create('idem-another', 'key-4');
    assert.equal(status, 422);
    assert.equal(json.code, 'idempotency_mismatch');
  });

  test('of many at one time one runs, and none of the others runs too', async () => {
    const answers = await Promise.all(
        Array.from({length: 20}, () => create('idem-race', 'key-5')));
    const statuses = answers.map(({status, headers}) =>
        status === 200 && headers.get('idempotency-replayed') ? 'replayed' : status);
    assert.equal(statuses.filter((status) => status === 200).length, 1, statuses.join());
    for (const status of statuses) {
      assert.ok([200, 'replayed', 409].includes(status), statuses.join());
    }
    for (const {status, json} of answers) {
      if (status === 409) assert.equal(json.code, 'idempotency_in_flight');
    }
  });

  test('a key that is none is 400', async () => {
    assert.equal((await create('x', 'a b')).status, 400);
    assert.equal((await create('x', 'k'.repeat(256))).status, 400);
  });
});
