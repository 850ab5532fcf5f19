// Tables in and out: whatever holds rows becomes bytes of a table, and parts become rows.
'use strict';

const { encode } = require('./encode.js');
const { invalid, later } = require('./errors.js');
const native = require('./native.js');

const PART_BYTES = 1 << 20;

function isBytes(item) {
  return typeof item === 'string' || item instanceof Uint8Array;
}

/** Parts of bounded size of a whole text. */
function* cut(text) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += PART_BYTES) {
    yield bytes.subarray(start, start + PART_BYTES);
  }
}

/** The first item of an iterable, and all of it again. */
async function peek(table) {
  const iterator = (table[Symbol.asyncIterator] ?? table[Symbol.iterator]).call(table);
  const first = await iterator.next();
  async function* all() {
    try {
      for (let step = first; !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first: first.value, items: all() };
}

/** Lines of NDJSON, some at a time. */
async function* linesOf(rows) {
  let lines = [];
  let size = 0;
  for await (const row of rows) {
    const line = encode(row);
    lines.push(line, '\n');
    size += line.length + 1;
    if (size >= PART_BYTES) {
      yield lines.join('');
      lines = [];
      size = 0;
    }
  }
  if (lines.length > 0) yield lines.join('');
}

/** The parts of a table, and whether it was rows, which become NDJSON. */
async function partsOf(table) {
  if (isBytes(table)) return { parts: cut(table), areRows: false };
  const iterable = table?.[Symbol.asyncIterator] ?? table?.[Symbol.iterator];
  if (typeof iterable !== 'function') {
    throw invalid('expected a table: text, bytes, a stream or an iterable of objects');
  }
  const { first, items } = await peek(table);
  const areRows = first !== undefined && !isBytes(first);
  return { parts: areRows ? linesOf(items) : items, areRows };
}

/** Imports through `open(definition)`, which gives the handle of an import. */
async function importTable(open, table, definition, { rejects, progress } = {}) {
  const { parts, areRows } = await partsOf(table);
  const kept = [];
  const given = areRows && definition.format === undefined
    ? { ...definition, format: 'ndjson' } : definition;
  const handle = await open(JSON.stringify(given));
  const tell = async (text) => {
    const told = JSON.parse(text);
    for (const reject of told.rejects) {
      if (rejects === undefined) kept.push(reject);
      else await rejects(reject);
    }
    progress?.(told);
    return told;
  };
  try {
    for await (const part of parts) {
      await tell(await later(native.import_write(handle, part)));
    }
    return { ...await tell(await later(native.import_finish(handle))), rejects: kept };
  } finally {
    await later(native.import_destroy(handle));
  }
}

/** Parts of an export through `open()`, which gives its handle; text in whole rows. */
async function* exportParts(open) {
  const handle = await open();
  try {
    for (;;) {
      const part = await later(native.export_read(handle));
      if (part === '') return;
      yield part;
    }
  } finally {
    await later(native.export_destroy(handle));
  }
}

async function* exportRows(open) {
  for await (const part of exportParts(open)) {
    for (const line of part.split('\n')) {
      if (line !== '') yield JSON.parse(line);
    }
  }
}

module.exports = { exportParts, exportRows, importTable };
