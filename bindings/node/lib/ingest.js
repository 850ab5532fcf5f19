// Many records in one call: any iterable as NDJSON batches of bounded size.
'use strict';

const { encode } = require('./encode.js');
const { BeckonError, invalid } = require('./errors.js');

// Well below what the engine takes as one batch, and more than one group of its journal.
const BATCH_RECORDS = 4_000;
const BATCH_BYTES = 8 << 20;

class Batch {
  lines = [];
  indexes = [];
  size = 0;

  add(index, line) {
    this.lines.push(line);
    this.indexes.push(index);
    this.size += line.length + 1;
  }

  get isFull() {
    return this.lines.length >= BATCH_RECORDS || this.size >= BATCH_BYTES;
  }
}

/** Lines of a text, or of bytes in UTF-8, one after the other. */
function* linesOf(text) {
  const isText = typeof text === 'string';
  const bytes = isText ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf('\n', start);
    const stop = end === -1 ? bytes.length : end;
    yield isText ? bytes.slice(start, stop) : bytes.toString('utf8', start, stop);
    start = stop + 1;
  }
}

function itemsOf(records) {
  if (typeof records === 'string' || records instanceof Uint8Array) return linesOf(records);
  const iterable = records?.[Symbol.asyncIterator] ?? records?.[Symbol.iterator];
  if (typeof iterable === 'function') return records;
  throw invalid('expected records: an iterable of objects or lines, or NDJSON as one text');
}

function lineOf(item) {
  if (typeof item !== 'string' && !(item instanceof Uint8Array)) return encode(item);
  const text = typeof item === 'string' ? item : Buffer.from(item).toString('utf8');
  const line = text.replace(/[\r\n]+$/, '');
  if (line.includes('\n')) throw invalid('a line of JSON holds a line break');
  return line;
}

/** Sends `records` through `send(ndjson)`, which answers as beckon_ingest does. */
async function ingest(send, records, progress) {
  const total = { accepted: 0, duplicates: 0, errors: [] };
  let batch = new Batch();
  let seen = 0;
  const flush = async () => {
    const { lines, indexes } = batch;
    batch = new Batch();
    const answer = await send(lines.join('\n'));
    total.accepted += answer.accepted;
    total.duplicates += answer.duplicates;
    for (const { index, error } of answer.errors) {
      total.errors.push({ index: indexes[index], error });
    }
    progress?.(seen);
  };
  for await (const item of itemsOf(records)) {
    try {
      batch.add(seen, lineOf(item));
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      total.errors.push({ index: seen, error: error.toJSON() });
    }
    seen += 1;
    if (batch.isFull) await flush();
  }
  if (batch.lines.length > 0 || seen === 0) await flush();
  total.errors.sort((a, b) => a.index - b.index);
  return total;
}

module.exports = { ingest };
