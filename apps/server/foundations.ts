import { join } from 'node:path';
import { systemClock, uuidV7, workingCalendar } from '@platform/kernel';
import { openAudit } from '@platform/audit';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import type { Database } from '@platform/database';
import { clamdScan, eicarScan, openFiles, type MalwareScan } from '@platform/files';
import { EventStreamHub } from '@platform/http';
import type { Log } from '@platform/log';
import type { Foundations } from '@platform/module';
import { openOutbox } from '@platform/outbox';
import { loadPacks, type KnownNames } from '@platform/packs';
import { openReceipts } from '@platform/receipts';
import type { ServerSettings } from './settings.ts';

/**
 * What every module is built from, in the working product: the real clock, keys and files below the data folder.
 * @param known names that code defines, against which packs are checked; a process beside the server, which has checked them, needs none
 */
export function openFoundations(
  settings: ServerSettings,
  database: Database,
  log: Log,
  deployment: Record<string, string>,
  known?: KnownNames,
): Foundations {
  const clock = systemClock;
  const ids = uuidV7(clock);
  const packs = loadPacks({ folder: settings.packsFolder, ids: settings.packs, ...(known ? { known } : {}) });
  const keys = openKeyStore({ folder: join(settings.dataFolder, 'keys'), clock });
  const sealer = createSealer(keys);
  const calendars = packs.all('calendar').map((definition) => definition.value);
  return {
    database,
    clock,
    ids,
    calendar: workingCalendar(
      calendars.flatMap((calendar) => calendar.notices),
      undefined,
      calendars.at(-1)?.dueHour,
    ),
    outbox: openOutbox({ clock, ids }),
    audit: openAudit({ clock, ids }),
    receipts: openReceipts(),
    packs,
    keys,
    sealer,
    blindIndex: createBlindIndex(keys).blindIndex,
    files: openFiles({
      folder: join(settings.dataFolder, 'files'),
      sealer,
      ...scannerOf(settings),
    }),
    log,
    live: new EventStreamHub(),
    settings: {
      publicUrl: settings.publicUrl,
      dataFolder: settings.dataFolder,
      demo: settings.demo,
      deployment: { ...deployment, ...settings.deployment },
      keepReadsYears: settings.keepReadsYears,
      keepReceiptsYears: settings.keepReceiptsYears,
      keepAuditMonths: settings.keepAuditMonths,
    },
  };
}

/** The scanner that the settings name. A demonstration without one still shows what becomes of an infected file. */
function scannerOf({ scanner, demo }: ServerSettings): { malwareScan?: MalwareScan } {
  if (scanner) return { malwareScan: clamdScan({ address: scanner }) };
  return demo ? { malwareScan: eicarScan } : {};
}
