// The Node side of the benchmark `call`: prints the nanoseconds of each track, a line each.
import { setTimeout as pause } from 'node:timers/promises';

import { open } from '../bindings/node/index.mjs';

const [folder, calls, pauseMs, warmUp, record] = process.argv.slice(2);
const { event, user_id: userId, properties } = JSON.parse(record);
const samples = [];
const workspace = await open(folder);
await workspace.identify({ userId });
for (let i = 0; i < Number(warmUp) + Number(calls); i += 1) {
  await pause(Number(pauseMs));
  const start = process.hrtime.bigint();
  await workspace.track({ event, userId, properties });
  samples.push(process.hrtime.bigint() - start);
}
await workspace.close();
console.log(samples.slice(Number(warmUp)).join('\n'));
