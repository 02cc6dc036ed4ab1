import type { Log } from '@platform/log';
import { parseProcess } from '@platform/process';
import type { DemoKeys } from '@modules/interfaces/contract';
import type { MattersPort } from '@modules/matters/contract';

/** `taskCodes`: codes (实施编码) of the matters of whose cases it does a part; it may handle others of them whole and return these. */
export type SystemKey = { application: string; key: string; secret: string; taskCodes: string[] };

/** The attribute, under whatever prefix the file gives our namespace: most processes have none, and reading one takes long. */
const NAMES_A_SYSTEM = /:system\s*=/;

/**
 * Keys for the departments' own systems that processes in use name with `yw:system`, those they call included; what no pack declares as an application
 * gets none. Told now, and again, all of them, when matters that came into use name one more.
 */
export async function watchSystems(
  { port: matters, onChange }: { port: Pick<MattersPort, 'all' | 'process' | 'calledProcesses'>; onChange: OnChange },
  keys: DemoKeys,
  tell: (keys: SystemKey[]) => void,
  log: Log,
): Promise<void> {
  const made = new Map<string, SystemKey>();
  /** Read once: a text says the same for ever. */
  const read = new Map<string, readonly string[]>();

  async function look(): Promise<boolean> {
    let more = false;
    for (const { id, version, codes } of matters.all()) {
      for (const text of [matters.process(id, version), ...Object.values(matters.calledProcesses(id, version))]) {
        const named = read.get(text) ?? (NAMES_A_SYSTEM.test(text) ? await systemsOf(text) : []);
        read.set(text, named);
        for (const application of named) {
          const there = made.get(application);
          if (there?.taskCodes.includes(codes.taskCode)) continue;
          const key = there ?? (await keys.renew(application, 'start'));
          if (!key) continue;
          const { secret } = key;
          const taskCodes = [...(there?.taskCodes ?? []), codes.taskCode];
          made.set(application, { application, key: 'keyId' in key ? key.keyId : key.key, secret, taskCodes });
          more = true;
        }
      }
    }
    return more;
  }

  await look();
  tell([...made.values()]);
  // One look after another: two at once would make two keys for one system.
  let looking: Promise<void> = Promise.resolve();
  onChange(() => {
    looking = looking.then(async () => {
      try {
        if (await look()) tell([...made.values()]);
      } catch (error) {
        log.error({ error }, 'systems that matters name now have no keys yet');
      }
    });
  });
}

type OnChange = (hear: () => void) => void;

async function systemsOf(text: string): Promise<string[]> {
  const { nodes } = await parseProcess(text);
  const named = Object.values(nodes).map(({ attributes }) => attributes['system']);
  return [...new Set(named.filter((one) => typeof one === 'string'))];
}
