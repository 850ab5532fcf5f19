// Runs scenario files through the Node surface: what is written as text goes through the mechanical
// layer, all else through the idiomatic one. As a program: runner_node.mjs FILE…; it takes the
// package in the directory BECKON_NODE_PACKAGE, or the one of this repository.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse, Words } from './scenario.mjs';

const PACKAGE = process.env.BECKON_NODE_PACKAGE ??
  fileURLToPath(new URL('../../bindings/node', import.meta.url));
const require = createRequire(import.meta.url);
const { BeckonError, Workspace } = require(PACKAGE);
const native = require(join(PACKAGE, 'lib/native.js'));
const { later } = require(join(PACKAGE, 'lib/errors.js'));

const WAYS = { anonymous: 'anonymous_id', email: 'email', phone: 'phone', user_id: 'user_id' };
const PREFIXES = {
  '': 'user_id', 'email:': 'email', 'phone:': 'phone', 'anonymous:': 'anonymous_id',
};
const GROUPS = ['membership', 'entry', 'send', 'exclusion'];
const RECORDS = ['identify', 'track', 'alias', 'consent'];
const NOUNS = ['segment', 'template', 'provider', 'list'];

function failureText({ code, pointer, issues = [] }) {
  const pointers = issues.map((issue) => issue.pointer || '(whole)');
  if (pointers.length === 0 && pointer) pointers.push(pointer);
  return ['error', code, ...pointers].join(' ');
}

function identifier(who) {
  const colon = who.indexOf(':');
  if (colon === -1) return { user_id: who };
  const way = WAYS[who.slice(0, colon)];
  if (way === undefined) throw new Error(`no way to name a profile: ${who}`);
  return { [way]: who.slice(colon + 1) };
}

function nameIn({ identifiers }) {
  for (const [prefix, kind] of Object.entries(PREFIXES)) {
    const found = identifiers.find((identifier) => identifier.kind === kind);
    if (found !== undefined) return prefix + found.value;
  }
  return 'nobody';
}

function atPointer(answer, pointer) {
  let found = answer;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return '-';
    found = found[key];
  }
  return JSON.stringify(found);
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function same(place, what, claimed, happened) {
  const [says, shows] = [claimed, happened].map((list) => [...list].sort().join(', '));
  if (says !== shows) {
    throw new Error(`${place}: the answer's ${what} says [${says}], the workspace shows [${shows}]`);
  }
}

/** One run of a file over a new workspace. */
class Run {
  constructor(path, directory, restarts) {
    this.path = path;
    this.restarts = restarts;
    this.steps = parse(path);
    this.directory = join(directory, 'workspace');
    this.outbox = join(directory, 'outbox');
    this.documents = new Map();
    this.names = new Map();
    mkdirSync(this.outbox);
  }

  async open() {
    const clock = this.steps.find((step) => step.text.startsWith('clock '));
    const startMs = clock === undefined ? undefined : Date.parse(clock.text.split(' ')[1]);
    this.engine = await later(native.open(this.directory, { manualClock: true, startMs }));
    this.workspace = new Workspace(this.engine, this.directory);
  }

  async restart() {
    await this.workspace.close();
    await this.open();
  }

  /** What is wrong, one text each. */
  async run() {
    const wrong = [];
    await this.open();
    try {
      this.world = await this.look();
      for (const step of this.steps) {
        const happened = await this.outcome(step);
        if (happened !== step.expect) {
          wrong.push(`${this.path}:${step.line}: ${this.restarts ? '(with restarts) ' : ''}` +
            `${step.text}\n  expected: ${step.expect}\n  happened: ${happened}`);
        }
        if (this.restarts) await this.restart();
      }
      const { broken } = await this.workspace.verify();
      wrong.push(...broken.map((line) => `${this.path}: not sound: ${line}`));
    } finally {
      await this.workspace.close();
    }
    return wrong;
  }

  async outcome(step) {
    let phrases = [];
    let answer = null;
    try {
      ({ answer = null, phrases = [] } = await this.carryOut(step) ?? {});
      if (step.pointers.length > 0) {
        phrases.push(step.pointers.map((pointer) => atPointer(answer, pointer)).join(' '));
      }
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      phrases = [failureText(error)];
    }
    const after = await this.look();
    this.checkClaims(`${this.path}:${step.line}`, answer, after);
    phrases.push(...this.changes(after));
    this.world = after;
    return phrases.join('; ');
  }

  // ---- What can be seen -------------------------------------------------------------------

  async items(operation, request) {
    const listing = await this.workspace.call(operation, { ...request, limit: 1000 });
    if (listing.cursor) throw new Error(`${operation} does not fit one page`);
    return listing.items;
  }

  async look() {
    const world = new Map();
    for await (const [key, fact] of this.facts()) {
      let alike = 0; // exclusions may be alike: the how-manieth one it is
      while (world.has(`${key} ${alike}`)) alike += 1;
      world.set(`${key} ${alike}`, { profile: '', subject: '', node: '', state: '', ...fact });
    }
    return world;
  }

  async *facts() {
    for (const { key } of await this.items('segments.list', {})) {
      for (const { id } of await this.items('segments.members', { key })) {
        const name = await this.name(id);
        yield [`member ${key} ${id}`, {
          group: 'membership', here: `${name} entered ${key}`, gone: `${name} left ${key}`,
          profile: id, subject: key,
        }];
      }
    }
    for (const { key, status } of await this.items('flows.list', {})) {
      if (status === 'draft') continue; // never published: nobody is in it
      for (const entry of await this.items('flows.entries', { key })) {
        yield [`entry ${entry.id}`, this.entryFact(key, entry, await this.name(entry.profile))];
      }
    }
    for (const send of await this.items('sends.list', {})) {
      const what = `${send.template} to ${send.address || 'nobody'}`;
      // An excluded one is told by its exclusion.
      const here = send.state === 'excluded' ? '' : `${send.state} ${what}`;
      yield [`send ${send.id}`, { group: 'send', state: send.state, here, gone: `gone: ${what}` }];
    }
    for (const { profile, template, reason } of await this.items('exclusions.list', {})) {
      const what = `from ${template}: ${reason}`;
      const here = `excluded ${await this.name(profile)} ${what}`;
      yield [`exclusion ${profile} ${what}`,
             { group: 'exclusion', here, gone: `gone: ${here}`, profile }];
    }
  }

  /** The profile as scenarios name it; by its newest known name when it is gone. */
  async name(profile) {
    if (profile === null) return 'nobody'; // erased
    try {
      const found = await this.workspace.call('profiles.get', { profile: { id: profile } });
      if (found.id === profile) this.names.set(profile, nameIn(found));
    } catch (error) {
      if (error.code !== 'not_found') throw error;
    }
    return this.names.get(profile) ?? 'nobody';
  }

  entryFact(flow, entry, name) {
    const active = entry.state === 'active';
    const node = active ? entry.node : '';
    const reason = entry.state === 'exited' && entry.reason ? ` ${entry.reason}` : '';
    const ended = `${name} ${entry.state} ${flow}${reason}`;
    const here = active ? `${name} in ${flow} at ${node}` : ended;
    return {
      group: 'entry', state: `${entry.state} ${node}`, here, gone: `gone: ${here}`,
      profile: entry.profile, subject: entry.id, node,
    };
  }

  isChange(key, fact) {
    return this.world.get(key)?.state !== fact.state;
  }

  changes(after) {
    const found = [...this.world].filter(([key]) => !after.has(key))
      .map(([, fact]) => [fact.group, fact.gone]);
    for (const [key, fact] of after) {
      if (fact.here !== '' && this.isChange(key, fact)) found.push([fact.group, fact.here]);
    }
    return GROUPS.flatMap((group) => found.filter(([of]) => of === group)
      .map(([, phrase]) => phrase).sort(byBytes));
  }

  /** What an answer claims to have caused must be what happened to its profile. */
  checkClaims(place, answer, after) {
    if (!Array.isArray(answer?.entered)) return;
    const ofProfile = ([, fact]) => fact.profile === answer.profile;
    const mine = [...after].filter(ofProfile).filter(([key, fact]) => this.isChange(key, fact));
    const inGroup = (facts, group) => facts.filter(([, fact]) => fact.group === group);
    const gone = [...this.world].filter(ofProfile).filter(([key]) => !after.has(key));
    const moves = answer.flows.map(({ entry, node }) => [entry, `${entry} at ${node ?? ''}`]);
    const claimed = new Map(moves);
    const moved = inGroup(mine, 'entry').map(([, { subject, node }]) => `${subject} at ${node}`);
    same(place, 'entered', answer.entered, inGroup(mine, 'membership').map(([, f]) => f.subject));
    same(place, 'left', answer.left, inGroup(gone, 'membership').map(([, f]) => f.subject));
    same(place, 'flows', [...claimed.values()], moved);
  }

  // ---- What can be done -------------------------------------------------------------------

  body(words) {
    const text = words.rest();
    if (!text.startsWith('@')) return text;
    if (!this.documents.has(text.slice(1))) throw new Error(`no document ${text}`);
    return this.documents.get(text.slice(1));
  }

  async carryOut({ text }) {
    const words = new Words(text);
    const verb = words.next();
    if (RECORDS.includes(verb)) return { answer: await this.record(verb, words) };
    if (NOUNS.includes(verb)) return { answer: await this.create(verb, words) };
    const actions = {
      clock: () => null,
      let: () => { this.documents.set(words.next(), words.rest()); },
      flow: () => this.flow(words),
      publish: () => this.publish(words),
      load: () => this.load(words),
      subscribe: () => this.subscribe(words),
      start: () => this.start(words),
      call: () => this.call(words),
      ingest: () => this.ingest(words),
      member: () => this.member(words),
      members: () => this.members(words),
      mail: () => this.mail(words),
      unsubscribe: () => this.unsubscribe(words),
      receipt: () => this.receipt(words),
      advance: () => this.advance(words),
      settle: () => this.workspace.settle(),
      restart: () => this.restart(),
      verify: () => this.verify(),
    };
    if (!Object.hasOwn(actions, verb)) throw new Error(`${this.path}: no such step: ${verb}`);
    return actions[verb]();
  }

  async record(verb, words) {
    if (words.atJson) return JSON.parse(await later(this.engine[verb](this.body(words))));
    const who = words.next();
    if (who.startsWith('@')) return this.record(verb, new Words(this.documents.get(who.slice(1))));
    const record = verb === 'alias' ? { previous_id: who, user_id: words.next() } : identifier(who);
    if (verb === 'track') record.event = JSON.parse(words.nextString());
    if (verb === 'consent') Object.assign(record, { channel: words.next(), state: words.next() });
    for (let field = words.nextField(); field !== null; field = words.nextField()) {
      [, record[field[0]]] = field;
    }
    const rest = this.body(words);
    if (rest !== '') record[verb === 'track' ? 'properties' : 'traits'] = JSON.parse(rest);
    return this.workspace[verb](record);
  }

  create(noun, words) {
    const key = words.next();
    const document = JSON.parse(this.body(words) || '{}');
    const request = noun === 'segment' ? { key, where: document } : { key, ...document };
    if (noun === 'provider' && request.kind === 'sandbox') request.directory = this.outbox;
    return this.workspace.call(`${noun}s.create`, request);
  }

  async flow(words) {
    const key = words.next();
    await this.workspace.call('flows.create', { key, ...JSON.parse(this.body(words)) });
    return { answer: await this.workspace.call('flows.publish', { key }) };
  }

  async publish(words) {
    const key = words.next();
    await this.workspace.call('flows.update', { key, ...JSON.parse(this.body(words)) });
    return { answer: await this.workspace.call('flows.publish', { key }) };
  }

  async load(words) {
    const path = words.next();
    let folder = dirname(resolve(this.path));
    while (!existsSync(join(folder, path))) { // the nearest folder above the scenario has it
      if (folder === dirname(folder)) throw new Error(`no folder above has ${path}`);
      folder = dirname(folder);
    }
    const bundle = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    for (const noun of ['lists', 'segments', 'templates', 'flows']) {
      for (const document of bundle[noun] ?? []) {
        await this.workspace.call(`${noun}.create`, document);
        if (noun === 'flows') await this.workspace.call('flows.publish', { key: document.key });
      }
    }
  }

  async subscribe(words) {
    const profile = identifier(words.next());
    return { answer: await this.workspace.call('lists.add', { key: words.next(), profile }) };
  }

  async start(words) {
    const request = { key: words.next(), profile: identifier(words.next()) };
    const properties = this.body(words);
    if (properties !== '') request.properties = JSON.parse(properties);
    return { answer: await this.workspace.call('flows.start', request) };
  }

  async call(words) {
    const operation = words.next();
    // Through the mechanical layer: the request may be no JSON at all.
    const answer = await later(this.engine.call(operation, this.body(words)));
    return { answer: JSON.parse(answer) };
  }

  async ingest(words) {
    const answer = await this.workspace.ingest(this.body(words));
    const phrases = [`${answer.accepted} accepted`];
    if (answer.duplicates > 0) phrases.push(`${answer.duplicates} duplicate`);
    for (const { index, error } of answer.errors) {
      phrases.push(`record ${index} ${failureText(error)}`);
    }
    return { answer, phrases };
  }

  async member(words) {
    const who = words.next();
    const inside = await this.workspace.isMember(words.next(), identifier(who));
    return { phrases: [inside ? 'yes' : 'no'] };
  }

  async members(words) {
    const names = [];
    for (const { id } of await this.items('segments.members', { key: words.next() })) {
      names.push(await this.name(id));
    }
    return { phrases: [names.sort(byBytes).join(', ') || 'nobody'] };
  }

  /** The newest message to the address, as the bytes that left. */
  async newestMessage(address) {
    const sends = await this.items('sends.list', {});
    const sent = sends.filter((send) => send.address === address && send.state === 'accepted');
    if (sent.length === 0) throw new Error(`no message has gone to ${address}`);
    return readFileSync(join(this.outbox, `${sent.at(-1).provider_message_id}.eml`), 'utf8');
  }

  async mail(words) {
    const message = await this.newestMessage(words.next());
    return { phrases: [message.includes(words.rest()) ? 'yes' : 'no'] };
  }

  async unsubscribe(words) {
    // The link of the List-Unsubscribe header ends in /u/TOKEN>.
    const message = await this.newestMessage(words.next());
    const token = /List-Unsubscribe:[^>]*\/u\/([^>]*)>/.exec(message)?.[1];
    if (token === undefined) throw new Error('the message has no one-click link');
    return { answer: await this.workspace.call('links.handle', { token, action: 'unsubscribe' }) };
  }

  /** Of the newest message that has gone to the address. */
  async receipt(words) {
    const address = words.next();
    const request = { state: words.next() };
    const flag = words.rest();
    if (flag !== '') request[flag] = true;
    const sends = await this.items('sends.list', {});
    const sent = sends.filter((send) => send.address === address && send.state === 'accepted');
    request.send = sent.at(-1).id;
    return { answer: await this.workspace.call('receipts.record', request) };
  }

  async advance(words) {
    const by = words.next();
    await this.workspace.advance(by === 'to' ? { to: words.next() } : { by });
  }

  async verify() {
    const { broken } = await this.workspace.verify();
    return { phrases: [broken.join('; ') || 'sound'] };
  }
}

/** Runs a file as it is written and with restarts; answers what is wrong, one text each. */
export async function runFile(path) {
  const wrong = [];
  for (const restarts of [false, true]) {
    const directory = mkdtempSync(join(tmpdir(), 'beckon-scenario-'));
    try {
      wrong.push(...await new Run(path, directory, restarts).run());
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  return wrong;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2);
  let failed = 0;
  for (const file of files) {
    const wrong = await runFile(file);
    if (wrong.length > 0) {
      failed += 1;
      console.error(wrong.join('\n'));
    }
  }
  console.log(`${files.length - failed} of ${files.length} scenario files passed`);
  process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
}
