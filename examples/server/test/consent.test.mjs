// The pages by which people confirm a consent and choose what they get.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Server} from './server.mjs';

let server, people = 0;

before(async () => {
  server = await Server.start();
  await server.call('settings.update', {
    public_url: server.url, double_opt_in: [{channel: 'email'}],
    topics: [{key: 'offers', name: 'Offers & <news>', channels: ['email']}],
  });
});
after(() => server.stop());

async function ask() {
  const email = `person-${++people}@example.com`;
  const asked = await server.call(
      'consents.request', {profile: {email}, channel: 'email', source: 'footer'});
  assert.ok(asked.confirm_url.startsWith(`${server.url}/d/`), asked.confirm_url);
  const shown = await server.call('consents.preferences', {profile: {email}});
  return {email, confirm: asked.confirm_url, preferences: shown.url};
}

const states = async (email) => {
  const {items} = await server.call('consents.get', {profile: {email}});
  return Object.fromEntries(items.map((row) => [row.topic, row.state]));
};
const open = (url, options) => fetch(url, {redirect: 'manual', ...options});

test('a confirmation is a button, and GET changes nothing', async () => {
  const {email, confirm} = await ask();
  for (const method of ['GET', 'HEAD', 'GET']) {
    assert.equal((await open(confirm, {method})).status, 200);
  }
  assert.deepEqual(await states(email), {'': 'pending'});
  const page = await (await open(confirm)).text();
  assert.match(page, /<form method="post"><button type="submit">Confirm<\/button>/);
  assert.ok(!page.includes(email), 'the whole address is not shown');
  const done = await open(confirm, {method: 'POST'});
  assert.equal(done.status, 200);
  assert.match(await done.text(), /Thank you/);
  assert.deepEqual(await states(email), {'': 'granted'});
});

test('a refusal that came since is not confirmed away', async () => {
  const {email, confirm} = await ask();
  await server.call('consents.choose',
      {profile: {email}, preferences: [{channel: 'email', state: 'denied'}]});
  const refused = await open(confirm, {method: 'POST'});
  assert.equal(refused.status, 409);
  assert.deepEqual(await states(email), {'': 'denied'});
});

test('the preference centre has a box a preference and saves what is ticked', async () => {
  const {email, preferences} = await ask();
  const first = await (await open(preferences)).text();
  assert.match(first, /value="email\/"> All offers and news/);
  assert.match(first, /value="email\/offers"> Offers &amp; &lt;news&gt;/);
  assert.ok(!first.includes('<script'));
  const tick = async (...values) => {
    const body = new URLSearchParams(values.map((value) => ['p', value]));
    return (await open(preferences, {method: 'POST', body})).text();
  };
  assert.match(await tick('email/', 'email/offers'), /checked.*checked/s);
  assert.deepEqual(await states(email), {'': 'granted', 'offers': 'granted'});
  await tick('email/');
  assert.deepEqual(await states(email), {'': 'granted', 'offers': 'denied'});
  await tick('email/', 'sms/', 'email/none');
  assert.deepEqual(await states(email), {'': 'granted', 'offers': 'denied'});
});

test('a link does only what it is for, and a changed one nothing', async () => {
  const {email, confirm, preferences} = await ask();
  const token = (url) => url.slice(url.lastIndexOf('/') + 1);
  for (const url of [
    `${server.url}/p/${token(confirm)}`, `${server.url}/d/${token(preferences)}`,
    `${server.url}/u/${token(confirm)}`, `${server.url}/d/x`, `${server.url}/p/%C3%A9`]) {
    for (const method of ['GET', 'POST']) {
      assert.equal((await open(url, {method})).status, 404, `${method} ${url}`);
    }
  }
  assert.deepEqual(await states(email), {'': 'pending'});
});
