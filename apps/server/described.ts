import { systemClock, uuidV7 } from '@platform/kernel';
import { silentLog } from '@platform/log';
import type { Foundations } from '@platform/module';
import { loadPacks } from '@platform/packs';
import { compose } from './compose.ts';

/** The product composed on nothing: it says what it has (features, measures), and whatever would touch a database, key or file throws. */
export function composeForDescription(): { foundations: Foundations } & Pick<
  ReturnType<typeof compose>,
  'modules' | 'measures'
> {
  const absent = (what: string): never => {
    throw new Error(`${what} is not there while the product is only described`);
  };
  const nothing = <K extends keyof Foundations>(what: K): Foundations[K] =>
    new Proxy({}, { get: () => () => absent(what) }) as Foundations[K];
  const clock = systemClock;
  const foundations: Foundations = {
    clock,
    ids: uuidV7(clock),
    database: Object.assign(Object.create(nothing('database')), {
      forModule: () => nothing('database'),
    }) as Foundations['database'],
    packs: loadPacks({ folder: '.', ids: [] }),
    calendar: nothing('calendar'),
    outbox: nothing('outbox'),
    audit: nothing('audit'),
    receipts: nothing('receipts'),
    keys: nothing('keys'),
    sealer: nothing('sealer'),
    blindIndex: () => absent('blindIndex'),
    files: nothing('files'),
    live: nothing('live'),
    log: silentLog,
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: '.', demo: false, deployment: {} },
  };
  const around = {
    city: { zh: '一网', en: 'Yiwang' },
    internalUrl: () => 'http://127.0.0.1',
    demoPeople: async () => ({}),
  };
  return { foundations, ...compose(foundations, around) };
}
