// Webhooks on their way through the server: the bytes that were signed arrive as they were sent.
import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {after, before, test} from 'node:test';

import {Server} from './server.mjs';

let server;

before(async () => {
  server = await Server.start();
  await server.call('providers.create', {
    key: 'shop', kind: 'shopify', channel: 'inbound', webhook_secret: 'hush',
  });
  await server.call('providers.create', {
    key: 'tw', kind: 'twilio', channel: 'sms', from: '+15550001', auth_token: '12345',
    account_sid: 'AC00000000000000000000000000000000',
  });
});
after(() => server.stop());

function post(path, headers, body) {
  return fetch(server.url + path, {method: 'POST', headers, body});
}

function order(secret) {
  // Spaces and letters that a parser would write otherwise.
  const body = '{"id": 1,  "email": "zo\\u00eb@x.example", "customer": {"id": 7},' +
      ' "name": "#1001", "total_price": "9.00", "created_at": "2024-03-01T00:00:00Z"}';
  return post('/hooks/shop', {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': 'orders/create',
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
  }, body);
}

test('an order of a shop becomes an event, and a forged one nothing', async () => {
  const forged = await order('guess');
  assert.equal(forged.status, 403);
  const taken = await order('hush');
  assert.equal(taken.status, 200);
  assert.deepEqual(await taken.json(), {});
  const {items} = await server.call('profiles.timeline', {profile: {user_id: '7'}});
  assert.deepEqual(items.map((row) => row.event), ['Order Placed']);
  assert.equal((await post('/hooks/nobody', {}, '{}')).status, 404);
});

test('a text is answered with TwiML', async () => {
  const fields = {Body: 'STOP', From: '+33612345678', MessageSid: 'SM1', To: '+15550001'};
  const url = `${server.url}/hooks/tw`;
  const text = url + Object.keys(fields).sort().map((name) => name + fields[name]).join('');
  const answer = await post('/hooks/tw', {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Twilio-Signature': createHmac('sha1', '12345').update(text).digest('base64'),
  }, new URLSearchParams(fields).toString());
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/xml/);
  assert.match(await answer.text(), /<Response><Message>You will get no more messages/);
});
