import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { DisclosedRead } from '@platform/audit';
import type { GrantRecord } from '@modules/sharing/contract';
import { nameOf, type Own } from '../deps.ts';

/** Grants by id, as they were given. */
export type Grants = ReadonlyMap<string, GrantRecord>;

const State = Type.Enum(['active', 'not-yet', 'suspended', 'ended', 'revoked']);

/** A grant beside a read: enough to quote it. */
export const GrantNote = Type.Object({
  id: Type.String(),
  number: Type.String(),
  until: Type.Optional(Type.String()),
  state: State,
  /** A standing grant of the city; else it came of a request, whose number it bears. */
  standing: Type.Boolean(),
});

/** A grant in plain words, for whoever was read under it. */
export const GrantPage = Type.Object({
  ...GrantNote.properties,
  stateAt: Type.Optional(Type.String()),
  organisationName: LocalText,
  /** The system that may take the data. */
  applicationTitle: Type.Optional(LocalText),
  what: LocalText,
  fields: Type.Array(LocalText),
  purposes: Type.Array(LocalText),
  legalBasis: LocalText,
  delivery: Type.Enum(['interface', 'subscription', 'file', 'sandbox']),
  from: Type.Optional(Type.String()),
  givenAt: Type.Optional(Type.String()),
  /** It was given by a rule that was laid down before. */
  byRule: Type.Boolean(),
  /** Days after which a read under it is shown. */
  delayedNoticeDays: Type.Optional(Type.Integer()),
});

/** The grants that these reads were made under. */
export async function grantsOf(deps: Own, reads: readonly Pick<DisclosedRead, 'grant_id'>[]): Promise<Grants> {
  const ids = [...new Set(reads.flatMap(({ grant_id }) => grant_id ?? []))];
  if (ids.length === 0) return new Map();
  const found = new Map(await deps.grantRecords?.recordsOf(ids));
  for (const id of ids) {
    const grant = found.has(id) ? undefined : deps.grants?.byId(id);
    if (grant) found.set(id, { grant, number: id, state: 'active' });
  }
  return found;
}

export function noteOf({ grant, number, state }: GrantRecord) {
  return {
    id: grant.id,
    number,
    state,
    standing: grant.request === undefined,
    ...(grant.until === undefined ? {} : { until: grant.until }),
  };
}

export function grantPage(deps: Own, record: GrantRecord) {
  const { grant } = record;
  const name = grant.interface === undefined ? `resource:${grant.resource ?? ''}` : `interface:${grant.interface}`;
  const application = deps.packs.all('applications').find(({ value }) => value.id === grant.application)?.value.title;
  return {
    ...noteOf(record),
    organisationName: nameOf(deps, grant.organisation),
    ...(application ? { applicationTitle: application } : {}),
    what: deps.words.resource(name),
    fields: [...new Map(grant.fields.map((field) => [field, deps.words.field(name, field)])).values()],
    purposes: grant.purposes.map(({ title }) => title),
    legalBasis: grant.legalBasis,
    delivery: grant.delivery,
    byRule: record.byRule ?? false,
    ...(record.stateAt ? { stateAt: record.stateAt.toISOString() } : {}),
    ...(record.givenAt ? { givenAt: record.givenAt.toISOString() } : {}),
    ...(grant.from === undefined ? {} : { from: grant.from }),
    ...(grant.delayedNoticeDays === undefined ? {} : { delayedNoticeDays: grant.delayedNoticeDays }),
  };
}
