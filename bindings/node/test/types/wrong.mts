// Programs that the types must refuse: a line without an error is an error.
import { open, Workspace } from 'beckon';

export async function program(b: Workspace): Promise<void> {
  // @ts-expect-error
  await b.identify({ userid: 'u1' });
  // @ts-expect-error
  await b.track({ userId: 'u1' });
  // @ts-expect-error
  await b.consent({ userId: 'u1', channel: 'email', state: 'maybe' });
  // @ts-expect-error
  await b.segments.create({ where: {} });
  // @ts-expect-error
  await b.segments.create({ key: 1, where: {} });
  // @ts-expect-error
  (await b.identify({ userId: 'u1' })).enter;
  // @ts-expect-error
  await b.advance({ by: '1d', to: new Date() });
  // @ts-expect-error
  await open('x', { clock: 'atomic' });
  // @ts-expect-error
  await open('x', { transport: () => ({ phase: 'maybe' }) });
  // @ts-expect-error
  new Workspace();
}
