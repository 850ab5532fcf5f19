// The counted links of a real message, and the image that tells of its opening.
import assert from 'node:assert/strict';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {secretKey, Server} from './server.mjs';

const target = 'https://shop.example/cart?a=1&b=2#top';
const human = {'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Firefox/124.0'};
let server, html;

before(async () => {
  server = await Server.start();
  const outbox = join(server.workspace, 'outbox');
  await server.call('settings.update', {public_url: server.url});
  await server.call(
      'providers.create', {key: 'box', kind: 'sandbox', channel: 'email', directory: outbox});
  await server.call('templates.create', {
    key: 'offer', channel: 'email', kind: 'marketing', from: 'shop@shop.example',
    subject: 'An offer', html: `<p><a href="${target.replace('&', '&amp;')}">Cart</a></p>`,
  });
  await server.call('flows.create', {
    key: 'promote', trigger: {event: 'Signed Up'}, start: 'send',
    nodes: {send: {type: 'message', channel: 'email', template: 'offer'}},
  });
  await server.call('flows.publish', {key: 'promote'});
  const records = [
    {type: 'identify', user_id: 'ada', email: 'ada@example.com'},
    {type: 'consent', user_id: 'ada', channel: 'email', state: 'granted', source: 'form'},
    {type: 'track', user_id: 'ada', event: 'Signed Up'},
  ];
  await server.request('POST', '/track/batch', {key: secretKey, body: {batch: records}});
  for (let i = 0; i < 500 && html === undefined; i++) {
    const names = await readdir(outbox).catch(() => []);
    const mail = names.find((name) => name.endsWith('.eml'));
    if (!mail) {
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    const encoded = await readFile(join(outbox, mail), 'latin1');
    html = encoded.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  }
});
after(() => server.stop());

const address = (kind) => new RegExp(`"(${server.url}/${kind}/[^"]+)"`).exec(html)[1];
const open = (url, options) => fetch(url, {redirect: 'manual', headers: human, ...options});
const reached = async () => (await server.call('sends.list', {})).items[0].reached;

test('HEAD, and what is fetched in advance, are a machine\'s', async () => {
  assert.equal((await open(address('c'), {method: 'HEAD'})).status, 302);
  await open(address('c'), {headers: {...human, 'sec-purpose': 'prefetch;prerender'}});
  await open(address('o'), {headers: {'user-agent': 'curl/8'}});
  assert.deepEqual(await reached(), ['sent']);
});

test('the image is one, and tells of the opening', async () => {
  const response = await open(address('o'));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'image/gif');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(bytes.subarray(0, 6).toString('latin1'), 'GIF89a');
  assert.equal(bytes.at(-1), 0x3b);
  assert.deepEqual(await reached(), ['sent', 'opened']);
});

test('a click leads to what the message says, and counts', async () => {
  const response = await open(address('c'));
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), target);
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await reached(), ['sent', 'opened', 'clicked']);
});

test('no parameter, changed token or other kind of link leads anywhere else', async () => {
  const link = address('c');
  const evil = encodeURIComponent('https://evil.example/');
  const led = await open(`${link}?url=${evil}&target=${evil}`);
  assert.equal(led.headers.get('location'), target);
  const at = link.length - 3;
  const changed = link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1);
  const token = link.slice(link.lastIndexOf('/') + 1);
  for (const url of [changed, `${server.url}/c/x`, `${server.url}/o/${token}`,
                     `${server.url}/c/${address('o').split('/').at(-1)}`,
                     `${server.url}/c/https%3A%2F%2Fevil.example%2F`]) {
    const response = await open(url);
    assert.equal(response.status, 404, url);
    assert.equal(response.headers.get('location'), null);
  }
});
