// Which JavaScript values go into documents, and how those that cannot are told.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

const { encode, toMs } = createRequire(import.meta.url)('../lib/encode.js');

test('what documents hold', () => {
  const when = new Date('2024-03-01T09:00:00.123Z');
  const money = { toJSON: () => '5 EUR' };
  assert.equal(encode({ a: [1, 2.5, true, null, 'ä'], when, money, gone: undefined }),
               '{"a":[1,2.5,true,null,"ä"],"when":"2024-03-01T09:00:00.123Z","money":"5 EUR"}');
});

test('what they cannot is pointed at', () => {
  const values = [NaN, Infinity, 1n, () => 1, Symbol('s'), new Map(), new Set(), new Date(NaN)];
  for (const value of values) {
    assert.throws(() => encode({ good: 1, 'a/b~': [0, { x: value }] }),
                  { code: 'invalid_request', pointer: '/a~1b~0/1/x' });
  }
});

test('a document within itself is refused', () => {
  const endless = {};
  endless.again = endless;
  assert.throws(() => encode(endless), { code: 'invalid_request', message: /nested too deeply/ });
});

test('names of the top level may be in camelCase, data below stays', () => {
  const nested = { userId: 1, messageId: 2 };
  assert.deepEqual(JSON.parse(encode({ userId: 'u', messageId: 'm', nested })),
                   { user_id: 'u', message_id: 'm', nested });
  assert.deepEqual(JSON.parse(encode({ profile: { userId: 'u', data: { userId: 1 } } })),
                   { profile: { user_id: 'u', data: { userId: 1 } } });
  assert.throws(() => encode({ userId: 'u', user_id: 'v' }), { pointer: '/user_id' });
  assert.throws(() => encode({ profile: { userId: 'u', user_id: 'v' } }),
                { pointer: '/profile/user_id' });
});

test('a document is an object', () => {
  for (const value of [null, undefined, 5, 'text', [1]]) {
    assert.throws(() => encode(value), { code: 'invalid_request' });
  }
});

test('instants', () => {
  assert.equal(toMs(new Date(5), '/to'), 5);
  assert.equal(toMs('2024-03-01T09:00:00.5+01:00', '/to'), Date.UTC(2024, 2, 1, 8, 0, 0, 500));
  assert.throws(() => toMs('2024-03-01T25:00:00Z', '/to'), { pointer: '/to' });
});
