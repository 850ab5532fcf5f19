'use strict';

const { BeckonError } = require('./errors.js');

function cancelled(cause) {
  return new BeckonError('the caller ended the call', { code: 'cancelled', cause });
}

/**
 * Runs one call of the addon under a watcher: `start` takes a function of (done, of) and gives
 * { promise, cancel }. Reports that have not been told when the call ends are dropped.
 */
async function watched(start, { progress, signal }) {
  if (signal?.aborted) throw cancelled(signal.reason);
  let ended = false;
  let thrown = null;
  const { promise, cancel } = start((done, of) => {
    if (ended || progress === undefined) return;
    try {
      if (progress(done, of) === false) cancel();
    } catch (error) {
      thrown ??= { error };
      cancel();
    }
  });
  signal?.addEventListener('abort', cancel);
  try {
    return await promise;
  } catch (error) {
    if (thrown !== null) throw thrown.error;
    throw signal?.aborted && error.code === 'cancelled' ? cancelled(signal.reason) : error;
  } finally {
    ended = true;
    signal?.removeEventListener('abort', cancel);
  }
}

module.exports = { watched };
