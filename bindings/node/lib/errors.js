'use strict';

/** What every failure is. A call that fails has changed nothing, unless it says otherwise. */
class BeckonError extends Error {
  constructor(message, { code = 'internal', pointer = '', hint = '', issues = [],
                         retryable = false, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.pointer = pointer;
    this.hint = hint;
    this.issues = issues;
    this.retryable = retryable;
  }

  get name() {
    return 'BeckonError';
  }

  /** The error as a JSON document, as the engine itself writes it. */
  toJSON() {
    const { code, message, pointer, hint, issues } = this;
    return { code, message, pointer, hint, issues };
  }
}

function invalid(message, pointer = '', hint = '') {
  return new BeckonError(message, { code: 'invalid_request', pointer, hint });
}

/** The BeckonError of what the addon threw; anything else stays as it is. */
function fromNative(error) {
  if (typeof error?.json !== 'string') return error;
  const { code, pointer, hint, retryable, json } = error;
  const issues = json === '' ? [] : JSON.parse(json).issues ?? [];
  return new BeckonError(error.message, { code, pointer, hint, issues, retryable });
}

/** Runs a function of the addon that answers at once. */
function now(call) {
  try {
    return call();
  } catch (error) {
    throw fromNative(error);
  }
}

/** Awaits a promise of the addon, so that the stack of the caller is kept. */
async function later(promise) {
  try {
    return await promise;
  } catch (error) {
    throw fromNative(error);
  }
}

module.exports = { BeckonError, invalid, later, now };
