// require() has the same types.
import beckon = require('beckon');

export async function program(): Promise<Date> {
  const b: beckon.Workspace = await beckon.open('x');
  await b.close();
  return b.now();
}
