// The unsubscribe link of a real message: from the flow that sends it to the page behind it.
import assert from 'node:assert/strict';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, beforeEach, test} from 'node:test';

import {RawSocket} from './raw_socket.mjs';
import {secretKey, Server} from './server.mjs';

let server, outbox, people = 0;
let user, link; // of this test

before(async () => {
  server = await Server.start();
  outbox = join(server.workspace, 'outbox');
  await server.call('settings.update', {public_url: server.url});
  await server.call(
      'providers.create', {key: 'box', kind: 'sandbox', channel: 'email', directory: outbox});
  await server.call('templates.create', {
    key: 'offer', channel: 'email', kind: 'marketing', from: 'shop@shop.example',
    subject: 'An offer', html: '<p>Ten percent off.</p>', text: 'Ten percent off.',
  });
  await server.call('flows.create', {
    key: 'promote', trigger: {event: 'Signed Up'}, reentry: 'after_exit', start: 'send',
    nodes: {send: {type: 'message', channel: 'email', template: 'offer'}},
  });
  await server.call('flows.publish', {key: 'promote'});
});
after(() => server.stop());

async function until(condition) {
  for (let i = 0; i < 500; i++) {
    const found = await condition();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('nothing came of it');
}

// The mails to an address so far.
async function mailsTo(address) {
  const names = await readdir(outbox).catch(() => []);
  const whole = names.filter((name) => name.endsWith('.eml')); // others are still being written
  const texts = await Promise.all(whole.map((name) => readFile(join(outbox, name), 'latin1')));
  return texts.filter((text) => text.includes(`To: ${address}`));
}

beforeEach(async () => {
  user = `person-${++people}`;
  const address = `${user}@example.com`;
  const records = [
    {type: 'identify', user_id: user, email: address},
    {type: 'consent', user_id: user, channel: 'email', state: 'granted', source: 'form'},
    {type: 'track', user_id: user, event: 'Signed Up'},
  ];
  const stored = await server.request(
      'POST', '/track/batch', {key: secretKey, body: {batch: records}});
  assert.deepEqual(stored.json, {success: true});
  const [mail] = await until(async () => {
    const mails = await mailsTo(address);
    return mails.length > 0 && mails;
  });
  const unfolded = mail.replace(/\r?\n[ \t]+/g, ' ');
  assert.match(unfolded, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  link = unfolded.match(/^List-Unsubscribe: <([^>]+)>/m)[1];
  assert.ok(link.startsWith(`${server.url}/u/`), link);
});

const suppressed = async () => (await server.call(
    'suppressions.get', {channel: 'email', address: `${user}@example.com`})).suppressed;
const open = (url, options) => fetch(url, {redirect: 'manual', ...options});

test('GET shows a button and changes nothing, however often', async () => {
  for (const method of ['GET', 'HEAD', 'GET']) {
    const response = await open(link, {method});
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^text\/html/);
  }
  const page = await (await open(link)).text();
  assert.match(page, /<form method="post">.*<button type="submit">Unsubscribe<\/button>/);
  assert.ok(!page.includes(`${user}@`), 'the whole address is not shown');
  assert.equal(await suppressed(), false);
});

test('the page lets nothing in, leaks nothing and is not kept', async () => {
  const {headers} = await open(link);
  const policy = headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]+=*';/);
  assert.match(policy, /form-action 'self'; frame-ancestors 'none'/);
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('set-cookie'), null);
});

test('the button unsubscribes', async () => {
  const body = new URLSearchParams({'List-Unsubscribe': 'One-Click'});
  const response = await open(link, {method: 'POST', body});
  assert.equal(response.status, 200);
  assert.match(await response.text(), /You are unsubscribed/);
  assert.equal(await suppressed(), true);
});

test('so does the one-click POST of mail programs, as form data too, and twice', async () => {
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  for (let i = 0; i < 2; i++) {
    assert.equal((await open(link, {method: 'POST', body})).status, 200);
    assert.equal(await suppressed(), true);
  }
  assert.match(await (await open(link)).text(), /You are unsubscribed/);
});

test('nothing more is sent to whom has unsubscribed', async () => {
  await open(link, {method: 'POST'});
  await server.request(
      'POST', '/track', {key: secretKey, body: {user_id: user, event: 'Signed Up'}});
  const excluded = await until(async () => {
    const {items} = await server.call('exclusions.list', {profile: {user_id: user}});
    return items.length > 0 && items;
  });
  assert.equal(excluded[0].reason, 'suppressed');
  assert.equal((await mailsTo(`${user}@example.com`)).length, 1);
});

test('a token that was changed does nothing', async () => {
  const at = link.length - 3;
  const changed = link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1);
  for (const url of [changed, `${server.url}/u/x`, `${server.url}/u/%C3%A9`]) {
    for (const method of ['GET', 'POST']) {
      const response = await open(url, {method});
      assert.equal(response.status, 404, `${method} ${url}`);
      assert.match(response.headers.get('content-type'), /^text\/html/);
    }
  }
  assert.equal(await suppressed(), false);
});

test('a request of one line and no headers but Host will do', async () => {
  const raw = await RawSocket.open(server);
  raw.send(`POST ${new URL(link).pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
  assert.equal((await raw.answer()).status, 200);
  raw.close();
  assert.equal(await suppressed(), true);
});
