import { parseProcess } from '@platform/process';
import type { DemoKeys } from '@modules/interfaces/contract';
import type { MattersPort } from '@modules/matters/contract';

export type SystemKey = { application: string; key: string; secret: string };

/** The attribute, under whatever prefix the file gives our namespace: most processes have none, and reading one takes long. */
const NAMES_A_SYSTEM = /:system\s*=/;

/** Keys for the departments' own systems that processes in use name with `yw:system`; what no pack declares as an application gets none. */
export async function systemKeys(matters: Pick<MattersPort, 'all' | 'process'>, keys: DemoKeys): Promise<SystemKey[]> {
  const texts = new Set(matters.all().map(({ id, version }) => matters.process(id, version)));
  for (const text of texts) if (!NAMES_A_SYSTEM.test(text)) texts.delete(text);
  const models = await Promise.all([...texts].map((text) => parseProcess(text)));
  const named = models.flatMap(({ nodes }) => Object.values(nodes).map(({ attributes }) => attributes['system']));
  const systems = new Set(named.filter((one) => typeof one === 'string'));
  const made: SystemKey[] = [];
  for (const application of systems) {
    const key = await keys.renew(application, 'start');
    if (key) made.push({ application, key: key.keyId, secret: key.secret });
  }
  return made;
}
