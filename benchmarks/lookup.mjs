// The Node side of the benchmark `lookup`: prints profiles a second, then memberships a second. Each
// is awaited before the next is asked for.
import assert from 'node:assert';

import { open } from '../bindings/node/index.mjs';

const [folder, people, lookups] = process.argv.slice(2);
const emails = Array.from({ length: Number(lookups) }, (_, i) => {
  const person = (i * 611953) % Number(people); // a prime: anywhere
  return `u${String(person).padStart(7, '0')}@shop.example`;
});
const workspace = await open(folder, { clock: 'manual' });
const rate = async (ask) => {
  const start = process.hrtime.bigint();
  for (const email of emails) await ask(email);
  return (emails.length * 1e9) / Number(process.hrtime.bigint() - start);
};
const profiles = await rate(async (email) => {
  const { identifiers } = await workspace.profiles.get({ profile: { email } });
  assert(identifiers.some(({ kind, value }) => kind === 'email' && value === email));
});
let members = 0;
const memberships = await rate(async (email) => {
  members += (await workspace.isMember('germans', { email })) ? 1 : 0;
});
assert(members > 0 && members < emails.length);
await workspace.close();
console.log(`${profiles}\n${memberships}`);
