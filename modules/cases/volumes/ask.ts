import { Type, type Static } from 'typebox';
import type { StaffActor } from '@platform/access';
import { shanghaiDate } from '@platform/kernel';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { CHANNELS } from '../pool/record.ts';
import { ORIGINS, type VolumeFilter } from '../store/volumes.ts';
import { spanBefore, spanOf, yearBefore, type Span } from './spans.ts';

const Name = Type.String({ maxLength: 64 });

/** What volumes are asked for: days of Shanghai, both counted (this month unless told), and which cases. */
export const VolumesAsked = Type.Object({
  from: Type.Optional(Type.String({ format: 'date' })),
  to: Type.Optional(Type.String({ format: 'date' })),
  organisation: Type.Optional(Name),
  matter: Type.Optional(Name),
  /** 行使层级 of the matter: 3 city, 4 county, 5 township, 6 village. */
  level: Type.Optional(Type.String({ maxLength: 1 })),
  /** Division whose offices are counted, those within it too. */
  area: Type.Optional(Type.String({ maxLength: 12 })),
  channel: Type.Optional(Type.Enum([...CHANNELS])),
  /** Handled here, or by departments' own systems that returned it. */
  origin: Type.Optional(Type.Enum([...ORIGINS])),
});
export type VolumesAsked = Static<typeof VolumesAsked>;

/** The span asked for, what it is compared with, and which cases count: never more than the officer may see. @throws cases.bad-span */
export function understood(
  tools: CaseTools,
  staff: StaffActor,
  asked: VolumesAsked,
): { spans: { now: Span; year: Span; before: Span | undefined }; filter: VolumeFilter } {
  const today = shanghaiDate(tools.clock.now());
  const to = asked.to ?? today;
  const now = spanOf(asked.from ?? `${to.slice(0, 8)}01`, to);
  if (!now) throw caseErrors.badSpan();
  return {
    spans: { now, year: yearBefore(now), before: spanBefore(now) },
    filter: {
      organisations: officesOf(tools, staff, asked),
      ...mattersOf(tools, asked),
      ...(asked.channel ? { channel: asked.channel } : {}),
      ...(asked.origin ? { origin: asked.origin } : {}),
    },
  };
}

function officesOf(tools: CaseTools, { organisations }: StaffActor, asked: VolumesAsked): 'all' | readonly string[] {
  const { organisation, area } = asked;
  if (organisation === undefined && area === undefined) return organisations;
  const offices = organisations === 'all' ? tools.organisations.all().map(({ id }) => id) : organisations;
  return offices.filter(
    (id) =>
      (organisation === undefined || id === organisation) &&
      (area === undefined || isWithin(tools.organisations.find(id)?.division, area)),
  );
}

/** Codes of divisions (GB/T 2260) are longer the smaller the place; what ends in zeros stands for all within it. */
const isWithin = (division: string | undefined, area: string): boolean =>
  division?.startsWith(area.replace(/(00)+$/, '')) ?? false;

function mattersOf(tools: CaseTools, { matter, level }: VolumesAsked): { matters?: readonly string[] } {
  if (level === undefined) return matter === undefined ? {} : { matters: [matter] };
  const some = tools.matters
    .all()
    .filter(({ id, useLevel }) => useLevel === level && (matter === undefined || id === matter));
  return { matters: some.map(({ id }) => id) };
}
