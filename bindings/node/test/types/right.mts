// Programs that the types must allow.
import beckon, { BeckonError, open, type Caused } from 'beckon';

export async function program(): Promise<string[]> {
  await using b = await open('x', {
    clock: () => new Date(),
    log: (level, line) => console.log(level, line),
    transport: async ({ url }) => ({ status: 200, headers: { url }, body: new ArrayBuffer(1) }),
  });
  const caused: Caused = await b.identify({ userId: 'u1', traits: { plan: 'pro', n: [1] } });
  await b.track({ event: 'Order Placed', userId: 'u1', properties: { total: 5 }, at: new Date() });
  await b.alias({ previousId: 'a1', userId: 'u1' });
  await b.consent({ userId: 'u1', channel: 'email', state: 'granted', proof: 1 });
  await b.ingest([{ type: 'track', event: 'Seen' }, '{}', new Uint8Array()]);
  await b.advance({ by: '1d' });
  await b.advance({ to: new Date() });
  const { key } = await b.segments.create({ key: 'vip', where: { trait: 'plan', eq: 'pro' } });
  await b.profiles.get({ profile: { userId: 'u1' } });
  const other = await b.call<{ items: string[] }>('segments.list');
  try {
    await beckon.open(new URL('file:///x'), { clock: 'manual', start: '2024-01-01T00:00:00Z' });
  } catch (error) {
    if (error instanceof BeckonError && error.code === 'busy' && error.retryable) {
      return error.issues.map((issue) => issue.pointer);
    }
  }
  return [key, ...other.items, ...caused.entered, ...(await b.verify()).broken];
}
