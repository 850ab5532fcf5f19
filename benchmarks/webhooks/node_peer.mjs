// The same webhooks in Node: node node_peer.mjs FOLDER SECONDS KIND
//
// Checks the signature over the raw bytes by node:crypto, parses the body by JSON.parse or
// URLSearchParams, and picks out what each event says. Prints the events a second of processor
// time, the best of three rounds. To be run with --single-threaded, so that no time of helpers is
// counted.
import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, seconds, kind] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const body = readFileSync(join(folder, `${kind}.body`));
const { headers, account, url, events } = JSON.parse(readFileSync(join(folder, `${kind}.json`), 'utf8'));

const same = (a, b) => a.length === b.length && timingSafeEqual(a, b);

const kinds = {
  sendgrid() {
    const time = headers['X-Twilio-Email-Event-Webhook-Timestamp'];
    const key = createPublicKey({
      key: Buffer.from(account.webhook_key, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const signature = Buffer.from(headers['X-Twilio-Email-Event-Webhook-Signature'], 'base64');
    if (!verify('sha256', Buffer.concat([Buffer.from(time), body]), key, signature)) return null;
    return JSON.parse(body.toString()).map((event) => ({
      send: event.beckon_send,
      state: event.event,
      at: event.timestamp * 1000,
    }));
  },
  shopify() {
    const mac = createHmac('sha256', account.webhook_secret).update(body).digest();
    if (!same(mac, Buffer.from(headers['X-Shopify-Hmac-Sha256'], 'base64'))) return null;
    const order = JSON.parse(body.toString());
    return [
      {
        customer: String(order.customer.id),
        total: Number(order.total_price),
        at: Date.parse(order.created_at),
        items: order.line_items.map((line) => ({
          product: String(line.product_id),
          price: Number(line.price),
          quantity: line.quantity,
        })),
      },
    ];
  },
  postmark() {
    const wanted = `Basic ${Buffer.from(`${account.webhook_user}:${account.webhook_password}`).toString('base64')}`;
    if (!same(Buffer.from(headers.Authorization), Buffer.from(wanted))) return null;
    const event = JSON.parse(body.toString());
    return [
      { send: event.Metadata.beckon_send, state: event.RecordType, at: Date.parse(event.ReceivedAt) },
    ];
  },
  twilio() {
    const form = new URLSearchParams(body.toString());
    let text = url;
    for (const name of [...form.keys()].sort()) text += name + form.get(name);
    const mac = createHmac('sha1', account.auth_token).update(text).digest();
    if (!same(mac, Buffer.from(headers['X-Twilio-Signature'], 'base64'))) return null;
    return [{ send: new URL(url).searchParams.get('beckon_send'), state: form.get('MessageStatus') }];
  },
};

const receive = kinds[kind];
if (receive()?.length !== events) throw new Error(`${kind} is not accepted`);
let best = 0;
for (let round = 0; round < 4; ++round) {
  const started = process.cpuUsage();
  let count = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    for (let i = 0; i < 20; ++i) count += receive().length;
    const used = process.cpuUsage(started);
    elapsed = (used.user + used.system) / 1e6;
  }
  if (round > 0) best = Math.max(best, count / elapsed); // the first one warms
}
console.log(best);
