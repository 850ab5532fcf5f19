// JavaScript values as the JSON documents of the C contract. What JSON.stringify would quietly turn
// into something else (NaN, a Map, an invalid Date) is refused with a pointer to it.
'use strict';

const { invalid } = require('./errors.js');

// Members that may be written in camelCase: at the top level of a record or request, and in the
// member of a request that names a profile. All else is the user's own data, or a definition, and
// stays as it is.
const SNAKE_CASE = new Map([
  ['userId', 'user_id'],
  ['anonymousId', 'anonymous_id'],
  ['messageId', 'message_id'],
  ['previousId', 'previous_id'],
  ['sessionId', 'session_id'],
  ['textVersion', 'text_version'],
  ['userAgent', 'user_agent'],
]);
const PROFILE = 'profile';

// Deeper than any document may be.
const MAX_DEPTH = 100;

class Mistake {
  constructor(message, hint) {
    this.message = message;
    this.hint = hint;
    this.steps = [];
  }

  toError() {
    const steps = this.steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
    return invalid(this.message, steps.map((step) => `/${step}`).join(''), this.hint);
  }
}

function checkLeaf(value) {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value)) break;
      throw new Mistake(`${value} is no number of JSON`, 'leave it out');
    case 'bigint':
      throw new Mistake('JSON cannot hold a BigInt', 'convert it with Number() or String()');
    case 'function':
    case 'symbol':
      throw new Mistake(`JSON cannot hold a ${typeof value}`, 'leave it out');
    default:
  }
}

function checkInside(step, value, depth) {
  try {
    check(value, depth);
  } catch (error) {
    if (error instanceof Mistake) error.steps.unshift(String(step));
    throw error;
  }
}

function check(value, depth) {
  if (typeof value !== 'object' || value === null) return checkLeaf(value);
  if (depth > MAX_DEPTH) throw new Mistake('nested too deeply, or within itself', '');
  if (value instanceof Date) {
    if (!Number.isNaN(value.getTime())) return undefined;
    throw new Mistake('an invalid Date', 'check where it is made');
  }
  if (value instanceof Map || value instanceof Set) {
    throw new Mistake(`JSON cannot hold a ${value.constructor.name}`,
                      'use Object.fromEntries() or Array.from()');
  }
  if (typeof value.toJSON === 'function') return undefined;
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkInside(index, item, depth + 1));
  } else {
    for (const key of Object.keys(value)) checkInside(key, value[key], depth + 1);
  }
  return undefined;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The document with its camelCase names in snake_case. */
function snakeCased(document, pointer = '') {
  const renamed = {};
  for (const [key, value] of Object.entries(document)) {
    const name = SNAKE_CASE.get(key) ?? key;
    if (Object.hasOwn(renamed, name)) throw invalid(`${name} is given twice`, `${pointer}/${name}`);
    const namesProfile = pointer === '' && name === PROFILE && isObject(value);
    renamed[name] = namesProfile ? snakeCased(value, `/${PROFILE}`) : value;
  }
  return renamed;
}

/** One record or request, which must be an object, as JSON text. */
function encode(document) {
  if (!isObject(document)) {
    throw invalid(`expected an object, not ${document === null ? 'null' : typeof document}`);
  }
  const named = snakeCased(document);
  try {
    check(named, 0);
  } catch (error) {
    throw error instanceof Mistake ? error.toError() : error;
  }
  return JSON.stringify(named);
}

/** Milliseconds since 1970 of a Date or an ISO 8601 text with its offset. */
function toMs(value, pointer) {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
  // Without an offset Date.parse would take the zone of this machine.
  if (typeof value === 'string' && /^\d{4}-.*T.*(Z|[+-]\d\d:?\d\d)$/i.test(value)) {
    const ms = Date.parse(value);
    if (!Number.isNaN(ms)) return ms;
  }
  throw invalid(`${String(value)} is no instant`, pointer,
                'a Date, or text such as 2024-03-01T09:00:00Z');
}

module.exports = { encode, toMs };
