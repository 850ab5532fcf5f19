'use strict';

const { Management } = require('../operations/index.js');
const { exportParts, exportRows, importTable } = require('./bulk.js');
const { encode, toMs } = require('./encode.js');
const { BeckonError, invalid, later } = require('./errors.js');
const { ingest } = require('./ingest.js');
const { watched } = require('./watched.js');

// Tells about workspaces that were forgotten; they stay open until the process ends.
const forgotten = new FinalizationRegistry((path) => {
  process.emitWarning(`the workspace ${path} was never closed`, 'BeckonWarning');
});

/** One open workspace, made by open(). */
class Workspace extends Management {
  #engine;
  #pending = new Set();
  #closing = null;
  #turn = Promise.resolve();

  constructor(engine, path) {
    super();
    this.#engine = engine;
    this.path = path;
    forgotten.register(this, path, this);
  }

  get closed() {
    return this.#closing !== null;
  }

  async identify(record) {
    return JSON.parse(await this.#run((engine) => engine.identify(encode(record))));
  }

  async track(record) {
    return JSON.parse(await this.#run((engine) => engine.track(encode(record))));
  }

  async alias(record) {
    return JSON.parse(await this.#run((engine) => engine.alias(encode(record))));
  }

  async consent(record) {
    return JSON.parse(await this.#run((engine) => engine.consent(encode(record))));
  }

  async ingest(records, { progress } = {}) {
    const send = async (ndjson) => JSON.parse(await this.#run((engine) => engine.ingest(ndjson)));
    return ingest(send, records, progress);
  }

  async importTable(table, definition = {}, options = {}) {
    const open = (document) => this.#run((engine) => engine.import_open(document));
    return this.#kept(importTable(open, table, definition, options));
  }

  exportRows(request) {
    return exportRows(() => this.#openExport({ ...request, format: 'ndjson' }));
  }

  exportText(request) {
    return exportParts(() => this.#openExport(request));
  }

  async backup(path) {
    return JSON.parse(await this.#run((engine) => engine.backup(String(path))));
  }

  async isMember(segment, who) {
    return this.#run((engine) => engine.is_member(String(segment), encode(who)));
  }

  async call(operation, request = {}, options = {}) {
    const { progress, signal } = options;
    const given = [String(operation), encode(request)];
    const call = progress === undefined && signal === undefined
      ? (engine) => engine.call(...given)
      : (engine) => watched((report) => engine.call_watched(...given, report), options);
    return JSON.parse(await this.#run(call));
  }

  async now() {
    return new Date(await this.#run((engine) => engine.now()));
  }

  async advance({ by, to } = {}) {
    if ((by === undefined) === (to === undefined)) {
      throw invalid('advance takes either by or to', '', "e.g. advance({ by: '3d' })");
    }
    const move = to === undefined ? (engine) => engine.advance_by(String(by))
      : ((ms) => (engine) => engine.advance_to(ms))(toMs(to, '/to'));
    return this.#inTurn(move);
  }

  async settle() {
    return this.#inTurn((engine) => engine.settle());
  }

  async flush() {
    return this.#run((engine) => engine.flush());
  }

  async verify() {
    return JSON.parse(await this.#run((engine) => engine.verify()));
  }

  /** Waits for the calls under way, commits and closes. Closing again gives the same promise. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    return this.close();
  }

  async #close() {
    forgotten.unregister(this);
    await Promise.allSettled(this.#pending);
    await later(this.#engine.close());
  }

  #openExport(request) {
    return this.#run((engine) => engine.export_open(encode(request)));
  }

  // close() waits for it.
  async #kept(pending) {
    this.#pending.add(pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(pending);
    }
  }

  async #run(call) {
    if (this.closed) {
      throw new BeckonError('the workspace is closed', { code: 'closed', hint: 'open it again' });
    }
    const pending = later(call(this.#engine));
    this.#pending.add(pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(pending);
    }
  }

  // Calls that may wait for a transport of the host go one by one: they must not fill the few
  // threads that Node has, since the transport may need one itself.
  #inTurn(call) {
    return this.#run((engine) => {
      const done = this.#turn.then(() => call(engine));
      this.#turn = done.catch(() => {});
      return done;
    });
  }
}

module.exports = { Workspace };
