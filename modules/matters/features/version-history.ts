import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import type { Work } from '../domain/work.ts';
import { workView } from '../views.ts';

const Person = Type.Object({
  /** Their name; the account where nobody works under it any more. */
  name: Type.String(),
  organisationName: Type.Optional(LocalText),
});
type Person = Type.Static<typeof Person>;

/** How a version came to be: by whose hands, and when. */
export const Made = Type.Object({
  /** Read with its pack when the server started: nobody's work on the console. */
  withPack: Type.Boolean(),
  /** Nothing of its own changed: it took what the level above changed. */
  followsAbove: Type.Boolean(),
  editors: Type.Array(Person),
  steps: Type.Array(
    Type.Object({
      kind: Type.Enum(['begun', 'submitted', 'approved', 'installed', 'published']),
      at: Type.String(),
      by: Type.Optional(Person),
    }),
  ),
});
type Made = Type.Static<typeof Made>;

/** The versions of a matter that were ever in use, with how each came to be; the one in use first, for one that was in use before may be again. */
export async function howItCame(
  own: Own,
  id: string,
  works: readonly Work[],
  dates: readonly { version: string; at: Date }[],
) {
  const inUse = own.book.find(id)?.version;
  const people = await peopleOf(own, works);
  return [...dates]
    .sort((a, b) => Number(b.version === inUse) - Number(a.version === inUse))
    .map(({ version, at }) => {
      const exact = works.find((one) => one.version === version);
      const label = labelOf(version);
      const former = exact === undefined && dates.some((one) => one.at < at && labelOf(one.version) === label);
      const work = exact ?? (former ? works.find((one) => `c${one.no}` === label) : undefined);
      return {
        version,
        at: at.toISOString(),
        inUse: inUse === version,
        ...(work ? { work: workView(work) } : {}),
        made: madeOf(work, former, people),
      };
    });
}

/** What the version was called before the hash of its content. */
const labelOf = (version: string): string => version.split('+')[0] as string;

function madeOf(work: Work | undefined, followsAbove: boolean, people: ReadonlyMap<string, Person>): Made {
  if (!work) return { withPack: true, followsAbove, editors: [], steps: [] };
  const whose = (account: string | null | undefined): { by?: Person } => {
    const by = account ? people.get(account) : undefined;
    return by ? { by } : {};
  };
  const steps: { kind: Made['steps'][number]['kind']; at: Date | null; by?: Person }[] =
    work.origin === 'pack'
      ? [{ kind: 'installed', at: work.submittedAt ?? work.createdAt, ...whose(work.submittedBy) }]
      : [
          { kind: 'begun', at: work.createdAt, ...whose(work.editors[0]) },
          { kind: 'submitted', at: work.submittedAt, ...whose(work.submittedBy) },
          { kind: 'approved', at: work.reviewedAt, ...whose(work.reviewedBy) },
          // On its day by itself, or at once with the approval.
          { kind: 'published', at: work.publishedAt },
        ];
  return {
    withPack: false,
    followsAbove,
    editors: work.editors.flatMap((account) => people.get(account) ?? []),
    steps: steps.flatMap(({ at, ...step }) => (at === null ? [] : [{ ...step, at: at.toISOString() }])),
  };
}

/** Everybody who had a hand in these versions, by account. */
async function peopleOf({ staffOf, organisations }: Own, works: readonly Work[]): Promise<Map<string, Person>> {
  const accounts = new Set(
    works.flatMap(({ editors, submittedBy, reviewedBy }) =>
      [...editors, submittedBy, reviewedBy].filter((one) => one !== null),
    ),
  );
  return new Map(
    await Promise.all(
      [...accounts].map(async (account): Promise<[string, Person]> => {
        const found = await staffOf?.(account);
        const office = found && organisations.find(found.organisation)?.name;
        return [account, { name: found?.name ?? account, ...(office ? { organisationName: office } : {}) }];
      }),
    ),
  );
}
