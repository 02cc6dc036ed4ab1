// The product's own server, as `npm start` opens it, on the bench's database and data folder.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { openCity } from '@apps/server/city.ts';
import { readSettings } from '@apps/server/settings.ts';
import { silentLog } from '@platform/log';

const settings = readSettings();
const city = await openCity({ settings, databaseUrl: settings.databaseUrl as string, log: silentLog });
const session = new Session();
process.on('message', (order: { profile: string }) => void profile(order.profile));
process.on('disconnect', () => void city.stop().finally(() => process.exit(0)));
process.send?.({ port: settings.port });

async function profile(order: string): Promise<void> {
  if (order === 'start') {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
  } else {
    const { profile: taken } = await session.post('Profiler.stop');
    writeFileSync(order, JSON.stringify(taken));
    session.disconnect();
    process.send?.({ profiled: order });
  }
}
