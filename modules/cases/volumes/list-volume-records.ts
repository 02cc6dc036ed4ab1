import { Type } from 'typebox';
import { addDays, LocalText, startOfShanghaiDay } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import { CHANNELS } from '../pool/record.ts';
import { matterTitle, systemTitle } from '../pool/returned-view.ts';
import { VOLUME_FIGURES, volumeRecords } from '../store/volume-records.ts';
import { ORIGINS } from '../store/volumes.ts';
import { State } from '../views/shapes.ts';
import { understood, VolumesAsked } from './ask.ts';

const Item = Type.Object({
  origin: Type.Enum([...ORIGINS]),
  id: Type.String(),
  number: Type.String(),
  /** Of a returned case: by whose system it was handled. */
  systemTitle: Type.Optional(LocalText),
  matter: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  channel: Type.Enum([...CHANNELS]),
  state: State,
  stateTitle: LocalText,
  submittedAt: Type.String(),
  acceptedAt: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Type.String()),
  instant: Type.Boolean(),
  visits: Type.Optional(Type.Integer()),
  onTime: Type.Optional(Type.Boolean()),
  sample: Type.Boolean(),
});

/** The cases behind a volume, handled here or returned, without anything personal. */
export function listVolumeRecords(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-volume-records',
    method: 'GET',
    path: '/api/work/volumes/cases',
    summary: { zh: '办件量对应的办件', en: 'The cases behind a volume' },
    access: { permission: 'cases.read-volumes' },
    query: Type.Interface([PageQuery, VolumesAsked], { figure: Type.Enum([...VOLUME_FIGURES]) }),
    response: Page(Item),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const { spans, filter } = understood(tools, asStaff(context.actor), query);
      const period = { from: startOfShanghaiDay(spans.now.from), to: startOfShanghaiDay(addDays(spans.now.to, 1)) };
      const found = await tools.db.readOnce((tx) =>
        volumeRecords(tx, query.figure, filter, period, limit, after && { at: String(after[0]), id: String(after[1]) }),
      );
      const page = cursorPage(found, limit, (record) => [record.at.toISOString(), record.id]);
      return {
        ...page,
        items: page.items.map((record) => ({
          origin: record.origin,
          id: record.id,
          number: record.number,
          ...(record.system === null ? {} : { systemTitle: systemTitle(tools, record.system) }),
          matter: record.matter,
          title: matterTitle(tools, record.matter),
          organisation: record.organisation,
          organisationName: tools.organisations.find(record.organisation)?.name ?? {
            zh: record.organisation,
            en: record.organisation,
          },
          channel: record.channel,
          state: record.state,
          stateTitle: STATE_TITLES[record.state],
          submittedAt: record.submittedAt.toISOString(),
          ...(record.acceptedAt ? { acceptedAt: record.acceptedAt.toISOString() } : {}),
          ...(record.decidedAt ? { decidedAt: record.decidedAt.toISOString() } : {}),
          instant: record.instant,
          ...(record.visits === null ? {} : { visits: record.visits }),
          ...(record.onTime === null ? {} : { onTime: record.onTime }),
          sample: record.sample,
        })),
      };
    },
  });
}
