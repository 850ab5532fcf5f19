// liquidjs and nodemailer on the same e-mail:
// node nodemailer_peer.mjs TEMPLATE SCOPE OUTPUT SECONDS
//
// Renders HTML and subject from templates that are parsed once, makes the text with html-to-text,
// and composes the whole message; writes the HTML to OUTPUT and prints messages a second of processor
// time, the best of three rounds. To be run with --single-threaded.
import { readFileSync, writeFileSync } from 'node:fs';
import { convert } from 'html-to-text';
import { Liquid } from 'liquidjs';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';

const [templateFile, scopeFile, outputFile] = process.argv.slice(2, 5);
const seconds = Number(process.argv[5]);
const scope = JSON.parse(readFileSync(scopeFile, 'utf8'));
const liquid = new Liquid({ outputEscape: 'escape' });
const page = liquid.parse(readFileSync(templateFile, 'utf8'));
const subject = liquid.parse('Your order {{ event.order_id }}');

async function compose() {
  const html = liquid.renderSync(page, scope);
  const message = new MailComposer({
    from: { name: 'Tea & Company', address: 'hello@shop.example' },
    to: 'zoe@example.org',
    subject: liquid.renderSync(subject, scope),
    messageId: '<key@shop.example>',
    date: new Date(1709283600000),
    html,
    text: convert(html),
  }).compile();
  return (await message.build()).length;
}

let bytes = 0;
async function rate() {
  const started = process.cpuUsage();
  let count = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    for (let i = 0; i < 50; ++i) bytes += await compose();
    count += 50;
    const used = process.cpuUsage(started);
    elapsed = (used.user + used.system) / 1e6;
  }
  return count / elapsed;
}

writeFileSync(outputFile, liquid.renderSync(page, scope));
await rate(); // warm
let best = 0;
for (let round = 0; round < 3; ++round) best = Math.max(best, await rate());
if (bytes === 0) throw new Error('nothing was composed');
console.log(best);
