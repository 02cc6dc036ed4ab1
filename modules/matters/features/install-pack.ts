import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { DomainError } from '@platform/kernel';
import { packErrors, PACK_KIND_NAMES, packFileFaults, type PackKind, type PackSet, withCalled } from '@platform/packs';
import type { Own } from '../deps.ts';
import { packSources, sharedProcesses } from '../domain/sources.ts';
import type { Work } from '../domain/work.ts';
import { matterErrors } from '../errors.ts';
import { endRetirement, insertWork, nextNo, publishedWork, setVersion, supersede, tellChanged } from '../store/work.ts';

/**
 * What a pack may hold to be read while the server runs: matters, and processes that they call, which go with each matter; scenarios are played by
 * `npm run pack:test` only.
 */
const LIVE: readonly PackKind[] = ['matters', 'processes', 'scenarios'];

/**
 * Reads one more pack from the packs' folder while the server runs, checks it as `npm run pack:check` does, and puts its matters to use: all or
 * none. The same pack again changes nothing; a further version of it supersedes. What only a start can read is refused by name.
 */
export function installPack(own: Own): Feature {
  return feature({
    name: 'matters.install-pack',
    method: 'POST',
    path: '/api/matters/packs/:pack',
    summary: {
      zh: '运行中加载业务包的事项：按 pack:check 检查，全部发布或全不发布；重复加载不变',
      en: 'Load the matters of a pack while running: checked as by pack:check, all or none; again changes nothing',
    },
    access: { permission: 'matters.install-packs' },
    params: Type.Object({ pack: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64 }) }),
    rateLimit: 10,
    response: Type.Object({
      pack: Type.String(),
      packVersion: Type.String(),
      matters: Type.Array(
        Type.Object({
          id: Type.String(),
          version: Type.String(),
          outcome: Type.Enum(['new', 'superseded', 'unchanged']),
        }),
      ),
    }),
    async handle({ actor, trace }, { params: { pack } }) {
      if (own.packs.packs.some(({ id }) => id === pack)) throw matterErrors.alreadyInUse({ pack });
      const whole = readWhole(own, pack);
      const kinds = PACK_KIND_NAMES.filter(
        (kind) => !LIVE.includes(kind) && whole.all(kind).some((one) => one.pack === pack),
      );
      if (kinds.length > 0) throw matterErrors.notLive({ pack, kinds: kinds.join(', ') });
      const faults = await packFileFaults(whole, pack);
      if (faults.length > 0) throw matterErrors.faultyPack(pack, packErrors.faulty(faults).fields);
      const packVersion = whole.packs.find(({ id }) => id === pack)?.version ?? '0.0.0';
      const shared = sharedProcesses(whole);
      const mine = packSources(whole)
        .filter(({ id }) => whole.get('matters', id).pack === pack)
        .map((source) => ({ ...source, files: withCalled(source.files, shared) }));
      const done = await own.database.transaction(async (tx) => {
        const published = new Map((await publishedWork(tx)).map((work) => [work.matter, work]));
        const written: Work[] = [];
        const outcomes = new Map<string, 'new' | 'superseded' | 'unchanged'>();
        for (const source of mine) {
          const before = published.get(source.id);
          if (before && (before.origin !== 'pack' || before.pack !== pack)) {
            const owner = { zh: '工作台', en: 'the console' };
            throw matterErrors.matterTaken({ id: source.id, owner, pack });
          }
          const same = before?.packVersion === packVersion && sameContent(before, source);
          outcomes.set(source.id, same ? 'unchanged' : before ? 'superseded' : 'new');
          if (same) continue;
          await supersede(tx, source.id, own.clock.now());
          await endRetirement(tx, source.id);
          const work = await workOf(own, tx, whole, pack, packVersion, source, actorLabel(actor).id);
          await insertWork(tx, work);
          written.push(work);
        }
        const inUse = await own.register.settle(tx);
        for (const { id, matter } of written) await setVersion(tx, id, inUse.get(matter)?.matter.version ?? '');
        const changed = [...outcomes].filter(([, outcome]) => outcome !== 'unchanged').map(([id]) => id);
        if (changed.length > 0) {
          await own.audit.append(tx, {
            actor,
            action: 'matters.install-pack',
            subject: `pack:${pack}`,
            detail: { packVersion, matters: changed },
            trace,
          });
          await tellChanged(tx, pack);
        }
        return [...outcomes].map(([id, outcome]) => ({ id, outcome, version: inUse.get(id)?.matter.version ?? '' }));
      });
      await own.register.refresh();
      own.live.publish({ topic: 'matters', data: { pack } });
      return { pack, packVersion, matters: done };
    },
  });
}

/** @throws matters.pack-faulty with every fault by file and line */
function readWhole(own: Own, pack: string): PackSet {
  try {
    return own.packs.readWith(pack);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'packs.faulty')
      throw matterErrors.faultyPack(pack, error.fields);
    throw error;
  }
}

type Packed = ReturnType<typeof packSources>[number];

const sameContent = (work: Work, source: Packed): boolean =>
  JSON.stringify([work.definition, work.files]) === JSON.stringify([source.definition, source.files]);

async function workOf(
  own: Own,
  tx: Parameters<typeof nextNo>[0],
  packs: PackSet,
  pack: string,
  packVersion: string,
  source: Packed,
  account: string,
): Promise<Work> {
  const now = own.clock.now();
  return {
    id: own.ids.next(),
    matter: source.id,
    no: await nextNo(tx, source.id),
    state: 'published',
    origin: 'pack',
    pack,
    packVersion,
    basedOn: null,
    organisation: packs.get('matters', source.id).value.organisation,
    definition: source.definition as Record<string, unknown>,
    files: { ...source.files },
    note: null,
    editors: [],
    revision: 0,
    // Whoever put the pack to use.
    submittedAt: now,
    submittedBy: account,
    reviewedAt: null,
    reviewedBy: null,
    returnedAt: null,
    returnedReason: null,
    publishOn: null,
    publishedAt: now,
    version: null,
    backTested: null,
    createdAt: now,
    updatedAt: now,
  };
}
