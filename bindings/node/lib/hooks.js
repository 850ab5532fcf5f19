// A host's functions in the form in which the addon calls them. They run on the event loop while a
// thread of Beckon waits, so none of them may throw.
'use strict';

const LEVELS = ['debug', 'info', 'warning', 'error'];
const PHASES = { not_sent: 0, sent: 1, complete: 2 };

function warn(what, error) {
  process.emitWarning(`the ${what} of a Beckon workspace failed: ${error?.stack ?? error}`,
                      'BeckonWarning');
}

function clockHook(clock) {
  return () => {
    try {
      const at = clock();
      const ms = at instanceof Date ? at.getTime() : at;
      if (Number.isFinite(ms)) return ms;
      throw new TypeError(`a clock returns a Date or milliseconds, not ${String(at)}`);
    } catch (error) {
      warn('clock', error);
      return undefined; // the system's time is taken
    }
  };
}

function logHook(log) {
  return (level, line) => {
    try {
      log(LEVELS[level], line);
    } catch (error) {
      warn('log', error);
    }
  };
}

function headersOf(headers) {
  const pairs = typeof headers[Symbol.iterator] === 'function' ? headers : Object.entries(headers);
  return Array.from(pairs, ([name, value]) => [String(name), String(value)]);
}

function bodyOf(body) {
  return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
}

function transportHook(transport) {
  return async (request, done) => {
    try {
      const { phase = 'complete', status = 0, headers = [], body = '', error = '' } =
        await transport(request);
      if (!Object.hasOwn(PHASES, phase)) throw new TypeError(`there is no phase ${String(phase)}`);
      done(PHASES[phase], status, headersOf(headers), bodyOf(body), String(error));
    } catch (error) {
      // It may have left before the error, and must not be sent twice.
      done(PHASES.sent, 0, [], '', String(error?.message ?? error));
    }
  };
}

function senderHook(sender) {
  return async (message, done) => {
    try {
      const outcome = await sender(JSON.parse(message));
      done(PHASES.complete, 200, [], JSON.stringify(outcome) ?? '', '');
    } catch (error) {
      // It may have left before the error, and must not be sent twice.
      done(PHASES.sent, 0, [], '', String(error?.message ?? error));
    }
  };
}

module.exports = { clockHook, logHook, senderHook, transportHook };
