// Limits and the edges of HTTP, over raw sockets.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {gzipSync} from 'node:zlib';

import {exchange, RawSocket} from './raw_socket.mjs';
import {publicKey, Server} from './server.mjs';

const crlf = '\r\n';
const get = (path, ...headers) =>
    [`GET ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join(crlf);
const post = (path, body, ...headers) =>
    ['POST ' + path + ' HTTP/1.1', 'Host: x', `Authorization: Bearer ${publicKey}`, ...headers, '',
     body].join(crlf);
const sized = (path, body, ...headers) =>
    post(path, body, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`, ...headers);
const record = JSON.stringify({user_id: 'u1', event: 'E'});

describe('sizes', () => {
  let server;
  before(async () => {
    server = await Server.start(['--max-header-bytes', '2048', '--max-body-bytes', '4096']);
  });
  after(() => server.stop());

  test('a header over the limit is 431 and ends the connection', async () => {
    const {raw, answer} = await exchange(server, get('/livez', 'X-Large: ' + 'x'.repeat(3000)));
    assert.equal(answer.status, 431);
    assert.equal(JSON.parse(answer.body).code, 'header_too_large');
    await raw.untilClosed();
  });

  test('a header that never ends is cut at the limit', async () => {
    const raw = await RawSocket.open(server);
    raw.send('GET /livez HTTP/1.1\r\nHost: x\r\n');
    for (let i = 0; i < 100 && !raw.isClosed; i++) raw.send(`X-${i}: ${'y'.repeat(100)}\r\n`);
    assert.equal((await raw.answer()).status, 431);
    await raw.untilClosed();
  });

  test('a target over the limit is 431', async () => {
    const {answer} = await exchange(server, get('/' + 'a'.repeat(3000)));
    assert.equal(answer.status, 431);
  });

  test('a header just below the limit passes', async () => {
    const {raw, answer} = await exchange(server, get('/livez', 'X-Large: ' + 'x'.repeat(1900)));
    assert.equal(answer.status, 200);
    raw.close();
  });

  test('an announced body over the limit is refused before it is sent', async () => {
    const {raw, answer} = await exchange(server, post('/track', '', 'Content-Length: 4097'));
    assert.equal(answer.status, 413);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    await raw.untilClosed();
  });

  test('on the paths of Segment it is 400, with success', async () => {
    const {answer} = await exchange(server, post('/v1/batch', '', 'Content-Length: 4097'));
    assert.equal(answer.status, 400);
    const problem = JSON.parse(answer.body);
    assert.equal(problem.code, 'payload_too_large');
    assert.equal(problem.success, false);
  });

  test('a chunked body over the limit is cut', async () => {
    const raw = await RawSocket.open(server);
    raw.send(post('/track', '', 'Transfer-Encoding: chunked'));
    for (let i = 0; i < 6; i++) raw.send(`400${crlf}${'z'.repeat(1024)}${crlf}`);
    assert.equal((await raw.answer()).status, 413);
    await raw.untilClosed();
  });

  test('a body of exactly the limit is read', async () => {
    const body = record.slice(0, -1) + ' '.repeat(4096 - record.length) + '}';
    const {raw, answer} = await exchange(server, sized('/track', body));
    assert.equal(answer.status, 200);
    raw.close();
  });

  test('what was refused is counted', async () => {
    const {text} = await server.request('GET', '/metrics');
    assert.match(text, /beckon_http_requests_refused_total\{status="431"\} [1-9]/);
    assert.match(text, /beckon_http_requests_refused_total\{status="413"\} [1-9]/);
  });
});

describe('gzip', () => {
  let server;
  before(async () => {
    server = await Server.start(['--max-decoded-bytes', '100000']);
  });
  after(() => server.stop());
  const send = (body, headers = {}) =>
      server.request('POST', '/track', {key: publicKey, body, headers});

  test('a bomb is refused, with and without the header', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    assert.equal((await send(bomb)).status, 413);
    const answer = await send(bomb, {'content-encoding': 'gzip'});
    assert.equal(answer.status, 413);
    assert.equal(answer.json.code, 'payload_too_large');
    assert.equal(answer.json.success, false);
  });

  test('a ratio beyond sense is refused below the absolute limit', async () => {
    assert.equal((await send(gzipSync(Buffer.alloc(99_000)))).status, 413);
  });

  test('a damaged body is 400', async () => {
    const answer = await send(gzipSync(record).subarray(0, 15));
    assert.equal(answer.status, 400);
    assert.equal(answer.json.code, 'invalid_gzip');
  });

  test('an encoding that is not known is 415 and names the one that is', async () => {
    const answer = await send(record, {'content-encoding': 'br'});
    assert.equal(answer.status, 415);
    assert.equal(answer.headers.get('accept-encoding'), 'gzip');
  });
});

describe('time', () => {
  let server;
  before(async () => {
    server = await Server.start([
      '--header-timeout-ms', '300', '--body-timeout-ms', '300', '--idle-timeout-ms', '600'
    ]);
  });
  after(() => server.stop());

  // Sends a byte now and then, as a slow-loris does; answers how long it was suffered.
  async function drip(raw, texts) {
    const start = Date.now();
    for (const text of texts) {
      if (raw.isClosed) break;
      raw.send(text);
      await new Promise((done) => setTimeout(done, 50));
    }
    await raw.untilClosed(3000);
    return Date.now() - start;
  }

  test('a header that trickles in is cut off, whatever its pace', async () => {
    const raw = await RawSocket.open(server);
    raw.send('GET /livez HTTP/1.1\r\nX: ');
    const ms = await drip(raw, Array(100).fill('x'));
    assert.ok(ms >= 250 && ms < 1500, `${ms} ms`);
    assert.equal(raw.received, '');
  });

  test('a body that trickles in is cut off', async () => {
    const raw = await RawSocket.open(server);
    raw.send(post('/track', '', 'Content-Length: 1000'));
    const ms = await drip(raw, Array(100).fill(' '));
    assert.ok(ms >= 250 && ms < 1500, `${ms} ms`);
  });

  test('a connection on which nothing is sent is closed', async () => {
    const raw = await RawSocket.open(server);
    const start = Date.now();
    await raw.untilClosed(3000);
    assert.ok(Date.now() - start >= 500);
  });

  test('slow clients do not hold up others', async () => {
    const slow = await Promise.all(Array.from({length: 50}, () => RawSocket.open(server)));
    for (const raw of slow) raw.send('POST /track HTTP/1.1\r\n');
    assert.equal((await server.request('GET', '/livez')).status, 200);
    await Promise.all(slow.map((raw) => raw.untilClosed(3000)));
  });
});

describe('load', () => {
  test('a client that takes no answers is cut off', async () => {
    const server = await Server.start(['--write-timeout-ms', '300']);
    // Our own asking is one of them.
    const untilConnections = async (wanted) => {
      for (let i = 0; i < 200; i++) {
        const {text} = await server.request('GET', '/metrics', {headers: {connection: 'close'}});
        if (text.includes(`\nbeckon_http_connections ${wanted}\n`)) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      assert.fail(`there are never ${wanted} connections`);
    };
    const raw = await RawSocket.open(server);
    raw.socket.pause();
    // Far more than the buffers of both sides hold.
    raw.send(get('/openapi.json').repeat(2000));
    await untilConnections(2);
    await untilConnections(1);
    raw.close();
    await server.stop();
  });

  test('what does not fit the queue is 503, and the rest is served', async () => {
    const server = await Server.start(['--workers', '1', '--max-queue', '1']);
    const body = JSON.stringify(
        {batch: Array.from({length: 500}, () => ({user_id: 'load', event: 'E'}))});
    const answers = await Promise.all(Array.from({length: 60}, () =>
        server.request('POST', '/track/batch', {key: publicKey, body})));
    const refused = answers.filter(({status}) => status === 503);
    assert.ok(refused.length > 0 && refused.length < answers.length, `${refused.length} of 60`);
    for (const {status, json, headers} of answers) {
      if (status === 200) continue;
      assert.equal(status, 503);
      assert.equal(json.code, 'overloaded');
      assert.equal(headers.get('retry-after'), '1');
    }
    assert.equal((await server.request('GET', '/livez')).status, 200);
    await server.stop();
  });
});

describe('connections', () => {
  let server;
  before(async () => {
    server = await Server.start(['--max-connections', '4', '--max-requests', '3']);
  });
  after(() => server.stop());

  test('those beyond the limit are closed, and room is made when one ends', async () => {
    const open = [];
    for (let i = 0; i < 4; i++) {
      const {raw, answer} = await exchange(server, get('/livez'));
      assert.equal(answer.status, 200);
      open.push(raw);
    }
    const fifth = await RawSocket.open(server);
    await fifth.untilClosed();
    assert.equal(fifth.received, '');
    open[0].close();
    await open[0].untilClosed();
    let status = 0;
    for (let i = 0; i < 50 && status !== 200; i++) {
      try {
        const {raw, answer} = await exchange(server, get('/metrics', 'Connection: close'));
        status = answer.status;
        assert.match(answer.body, /beckon_http_connections_refused_total [1-9]/);
        raw.close();
      } catch {
        await new Promise((done) => setTimeout(done, 20));
      }
    }
    assert.equal(status, 200);
    for (const raw of open) raw.close();
  });

  test('a connection ends after so many requests', async () => {
    const raw = await RawSocket.open(server);
    raw.send(get('/livez').repeat(3)); // pipelined
    assert.equal((await raw.answer(3)).headers.connection, 'close');
    assert.equal(raw.answers()[0].headers.connection, undefined);
    await raw.untilClosed();
  });
});

describe('the edges of HTTP', () => {
  let server;
  before(async () => {
    server = await Server.start();
  });
  after(() => server.stop());

  for (const [name, text] of [
    ['no HTTP at all', 'HELO example.com\r\n\r\n'],
    ['a wrong version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['no Host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['two Hosts', get('/livez', 'Host: y')],
    ['two lengths', post('/track', record, 'Content-Length: 5', 'Content-Length: 6')],
    ['length and chunks',
     post('/track', '0\r\n\r\n', 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['chunks and length',
     post('/track', '0\r\n\r\n', 'Transfer-Encoding: chunked', 'Content-Length: 5')],
    ['a negative length', post('/track', record, 'Content-Length: -1')],
    ['a broken chunk', post('/track', 'zz\r\n', 'Transfer-Encoding: chunked')],
    ['a space in a name', get('/livez', 'X Y: z')],
    ['a broken escape', get('/%zz')],
    ['a NUL in the path', get('/%00')],
  ]) {
    test(`${name} is 400`, async () => {
      const {raw, answer} = await exchange(server, text);
      assert.equal(answer.status, 400);
      assert.equal(JSON.parse(answer.body).code, 'malformed_request');
      raw.close();
    });
  }

  test('100-continue is answered before the body comes', async () => {
    const raw = await RawSocket.open(server);
    raw.send(post('/track', '', `Content-Length: ${record.length}`, 'Expect: 100-continue'));
    assert.equal((await raw.answer()).status, 100);
    raw.send(record);
    assert.equal((await raw.answer(2)).status, 200);
    raw.close();
  });

  test('other expectations are refused', async () => {
    const {answer} = await exchange(server, post('/track', '', 'Content-Length: 5', 'Expect: tea'));
    assert.equal(answer.status, 417);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const raw = await RawSocket.open(server);
    raw.send(get('/version').replace('GET', 'HEAD') + get('/version', 'Connection: close'));
    await raw.untilClosed();
    const [head, ...rest] = raw.received.split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 200/);
    assert.match(rest[0], /^HTTP\/1\.1 200/);
    const length = /content-length: \d+/i;
    assert.equal(head.match(length)[0], rest[0].match(length)[0]);
  });

  test('chunked bodies and HTTP/1.0 work', async () => {
    const chunked = post('/track', `${record.length.toString(16)}\r\n${record}\r\n0\r\n\r\n`,
        'Transfer-Encoding: chunked');
    const {raw, answer} = await exchange(server, chunked);
    assert.equal(answer.status, 200);
    raw.close();
    const old = await exchange(server, 'GET /livez HTTP/1.0\r\n\r\n');
    assert.equal(old.answer.status, 200);
    await old.raw.untilClosed();
  });

  test('every answer has its date, its id and no room for sniffing', async () => {
    const {headers} = await server.request('GET', '/nowhere');
    assert.ok(Math.abs(Date.parse(headers.get('date')) - Date.now()) < 5000);
    assert.match(headers.get('x-request-id'), /^[0-9a-f]{32}$/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test("the caller's request id comes back, if it is harmless", async () => {
    const own = await server.request('GET', '/livez', {headers: {'x-request-id': 'abc-1.2'}});
    assert.equal(own.headers.get('x-request-id'), 'abc-1.2');
    const bad = await server.request('GET', '/livez', {headers: {'x-request-id': 'a"b'}});
    assert.match(bad.headers.get('x-request-id'), /^[0-9a-f]{32}$/);
  });
});
