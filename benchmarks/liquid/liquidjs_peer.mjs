// liquidjs on the same e-mail: node liquidjs_peer.mjs TEMPLATE SCOPE OUTPUT SECONDS
//
// Renders it parsed once and parsed each time, every output escaped; writes what it rendered to
// OUTPUT and prints both rates, renders a second of processor time, the best of three rounds each.
// To be run with --single-threaded, so that no time of helpers is counted.
import { readFileSync, writeFileSync } from 'node:fs';
import { Liquid } from 'liquidjs';

const [templateFile, scopeFile, outputFile] = process.argv.slice(2, 5);
const seconds = Number(process.argv[5]);
const source = readFileSync(templateFile, 'utf8');
const scope = JSON.parse(readFileSync(scopeFile, 'utf8'));
const engine = new Liquid({ outputEscape: 'escape' });
const parsed = engine.parse(source);

function rate(render) {
  let best = 0;
  for (let round = 0; round < 3; ++round) {
    const started = process.cpuUsage();
    let count = 0;
    let elapsed = 0;
    while (elapsed < seconds) {
      for (let i = 0; i < 50; ++i) render();
      count += 50;
      const used = process.cpuUsage(started);
      elapsed = (used.user + used.system) / 1e6;
    }
    best = Math.max(best, count / elapsed);
  }
  return best;
}

writeFileSync(outputFile, engine.renderSync(parsed, scope));
rate(() => engine.renderSync(parsed, scope)); // warm
console.log(rate(() => engine.renderSync(parsed, scope)));
console.log(rate(() => engine.parseAndRenderSync(source, scope)));
