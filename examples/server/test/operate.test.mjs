// What operators see: settings, health, metrics, the log, and the end of the process.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';

import {exchange, RawSocket} from './raw_socket.mjs';
import {publicKey, run, secretKey, Server} from './server.mjs';

// Prometheus' text format, version 0.0.4: {name{labels}: value}, every line checked.
function parseMetrics(text) {
  assert.ok(text.endsWith('\n'));
  const values = new Map(), types = new Map();
  for (const line of text.trimEnd().split('\n')) {
    const type = line.match(/^# TYPE (\S+) (counter|gauge|histogram)$/);
    if (type) {
      assert.ok(!types.has(type[1]), line);
      types.set(type[1], type[2]);
    }
    if (line.startsWith('#')) {
      assert.match(line, /^# (TYPE|HELP) [a-z_]+ .+$/);
      continue;
    }
    const sample = line.match(/^([a-z_]+)(\{(?:[a-z]+="[^"\\\n]*",?)+\})? (\S+)$/);
    assert.ok(sample, line);
    const family = sample[1].replace(/_(bucket|sum|count)$/, '');
    assert.ok(types.has(sample[1]) || types.get(family) === 'histogram', line);
    const key = sample[1] + (sample[2] ?? '');
    assert.ok(!values.has(key), `twice: ${key}`);
    values.set(key, Number(sample[3]));
    assert.ok(!Number.isNaN(values.get(key)), line);
  }
  return values;
}

describe('a running server', () => {
  let server;
  before(async () => {
    server = await Server.start();
  });
  after(() => server.stop());

  test('is alive and ready', async () => {
    const live = await server.request('GET', '/livez');
    assert.deepEqual(live.json, {status: 'ok', checks: {storage: 'ok'}});
    const ready = await server.request('GET', '/readyz');
    assert.equal(ready.status, 200);
    assert.deepEqual(
        ready.json.checks, {storage: 'ok', workspace: 'ok', disk: 'ok', accepting: 'ok'});
  });

  test('tells its version', async () => {
    const {json} = await server.request('GET', '/version');
    assert.match(json.version, /^\d+\.\d+\.\d+$/);
    assert.ok(json.abi >= 1);
  });

  test('counts requests by route, records and time', async () => {
    const read = async () => parseMetrics((await server.request('GET', '/metrics')).text);
    const first = await read();
    const send = (body) => server.request('POST', '/v1/track', {key: publicKey, body});
    await send({userId: 'metrics', event: 'E', messageId: 'metrics-1'});
    await send({userId: 'metrics', event: 'E', messageId: 'metrics-1'});
    await send({event: 'E'});
    await server.request('GET', '/nowhere/secret@example.com');
    const second = await read();
    const grown = (key) => (second.get(key) ?? 0) - (first.get(key) ?? 0);
    const requests = (route, status, method = 'POST') => grown(
        `beckon_http_requests_total{method="${method}",route="${route}",status="${status}"}`);
    assert.equal(requests('/v1/track', 200), 2);
    assert.equal(requests('/v1/track', 400), 1);
    assert.equal(requests('none', 404, 'GET'), 1);
    assert.equal(grown('beckon_records_ingested_total'), 2);
    assert.equal(grown('beckon_records_duplicate_total'), 1);
    assert.equal(grown('beckon_records_rejected_total'), 1);
    const duration = 'beckon_http_request_duration_seconds';
    assert.equal(grown(`${duration}_count{route="/v1/track"}`), 3);
    assert.equal(grown(`${duration}_bucket{route="/v1/track",le="+Inf"}`), 3);
    assert.ok(grown(`${duration}_sum{route="/v1/track"}`) > 0);
    assert.equal(second.get('beckon_http_requests_in_flight'), 1);
    assert.ok(second.get('beckon_http_connections') >= 1);
  });

  test('logs requests as JSON lines without personal data', async () => {
    await server.request('POST', '/track', {
      key: publicKey,
      body: {user_id: 'secret-user', email: 'secret@example.com', event: 'E'},
      headers: {'x-request-id': 'logged-1'},
    });
    await server.request(
        'GET', '/u/secret-token?x=secret', {headers: {'x-request-id': 'logged-2'}});
    const line = server.lines.find((entry) => entry.request_id === 'logged-1');
    assert.equal(line.level, 'info');
    assert.equal(line.event, 'request');
    assert.equal(line.route, '/track');
    assert.equal(line.status, 200);
    assert.ok(line.duration_ms >= 0);
    assert.ok(Math.abs(Date.parse(line.ts) - Date.now()) < 10_000);
    assert.equal(
        server.lines.find((entry) => entry.request_id === 'logged-2').route, '/u/{token}');
    const all = JSON.stringify(server.lines);
    for (const secret of ['secret', publicKey, secretKey]) assert.ok(!all.includes(secret));
  });
});

describe('settings', () => {
  test('--help names every option and its default', async () => {
    const {code, stdout} = await run(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /--listen ADDRESS:PORT +.*127\.0\.0\.1:8080/);
    assert.match(stdout, /--workspace DIR/);
  });

  test('--print-config shows what would hold, without keys', async () => {
    const {code, stdout} = await run(
        ['--print-config', '--listen', '[::1]:99'],
        {BECKON_SECRET_KEY: secretKey, BECKON_MAX_BODY_BYTES: '5000'});
    assert.equal(code, 0);
    const config = JSON.parse(stdout);
    assert.equal(config.listen, '[::1]:99');
    assert.equal(config['max-body-bytes'], 5000);
    assert.equal(config['secret-key'], '1 set');
    assert.ok(!stdout.includes(secretKey));
  });

  test('a mistake is one line and exit code 2', async () => {
    for (const args of [['--lissen', 'x'], ['--workers', 'many'], ['--listen', '0.0.0.0:0']]) {
      const {code, stdout, stderr} = await run(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^beckon_server: .+\n$/);
    }
  });

  test('a place that cannot be used is exit code 1', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'beckon-server-'));
    const address = await run(
        ['--listen', '203.0.113.1:80', '--workspace', directory], {BECKON_SECRET_KEY: secretKey});
    await rm(directory, {recursive: true});
    assert.equal(address.code, 1);
    assert.match(address.stderr, /cannot listen on 203\.0\.113\.1/);
    const workspace = await run(['--listen', '127.0.0.1:0', '--workspace', '/dev/null/w']);
    assert.equal(workspace.code, 1);
  });

  test('on loopback keys are made where none are set', async () => {
    const server = await Server.start([], {keys: false});
    const key = server.stderr.match(/secret key (sk_[0-9a-f]{48})/)[1];
    assert.equal((await server.request('GET', '/api/v1/operations', {key})).status, 200);
    await server.stop();
  });
});

describe('the end', () => {
  test('SIGTERM closes idle connections and ends with 0', async () => {
    const server = await Server.start();
    const {raw} = await exchange(server, 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    const start = Date.now();
    assert.deepEqual(await server.stop(), {code: 0, signal: null});
    assert.ok(Date.now() - start < 3000);
    await raw.untilClosed();
    assert.deepEqual(server.lines.slice(-2).map((line) => line.event), ['draining', 'stopped']);
    assert.equal(server.lines.at(-1).all_answered, true);
  });

  test('a request that has begun is answered, and new connections are refused', async () => {
    const server = await Server.start();
    const body = JSON.stringify({user_id: 'u1', event: 'E'});
    const raw = await RawSocket.open(server);
    raw.send(`POST /track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${publicKey}\r\n` +
        `Content-Length: ${body.length}\r\n\r\n`);
    await new Promise((done) => setTimeout(done, 100));
    server.process.kill('SIGTERM');
    await new Promise((done) => setTimeout(done, 200));
    await assert.rejects(RawSocket.open(server));
    raw.send(body);
    const answer = await raw.answer();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.connection, 'close');
    assert.deepEqual(await server.stop(), {code: 0, signal: null});
  });

  test('what never ends is cut off when the patience is over', async () => {
    const server = await Server.start(['--drain-timeout-ms', '300']);
    const raw = await RawSocket.open(server);
    raw.send('POST /track HTTP/1.1\r\n');
    await new Promise((done) => setTimeout(done, 100));
    const start = Date.now();
    assert.deepEqual(await server.stop(), {code: 0, signal: null});
    assert.ok(Date.now() - start >= 250 && Date.now() - start < 3000);
    assert.equal(server.lines.at(-1).all_answered, false);
    await raw.untilClosed();
  });

  test('what was acknowledged is there after the next start', async () => {
    const server = await Server.start();
    await server.request(
        'POST', '/identify', {key: publicKey, body: {user_id: 'kept', traits: {plan: 'pro'}}});
    server.process.kill('SIGKILL');
    await server.exited;
    const next = await Server.start(['--workspace', `${server.workspace}/w`]);
    const profile = await next.call('profiles.get', {profile: {user_id: 'kept'}});
    assert.equal(profile.traits.plan, 'pro');
    await next.stop();
    await server.stop();
  });
});
