import { addDays, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure, Period } from '@platform/module';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import { matterTitle, systemTitle } from '../pool/returned-view.ts';
import { volumeRecords } from '../store/volume-records.ts';
import { firstDay, receivedByDay, receivedByOrganisation } from '../store/volumes.ts';
import { yearBefore, type Span } from './spans.ts';

const ALL = { organisations: 'all' } as const;
/** Before anything of the platform; what is asked for since the beginning of time begins here. */
const EARLIEST = '1990-01-01';

function daysOf({ from, to }: Period): Span {
  const first = shanghaiDate(from);
  return { from: first < EARLIEST ? EARLIEST : first, to: shanghaiDate(new Date(to.getTime() - 1)) };
}

const HERE = { zh: '本平台', en: 'This platform' };

/** 办件量 for the cockpit: received here and by departments' own systems that returned it, beside the same days a year before. */
export function volumeMeasure(tools: CaseTools): Measure {
  const sum = (rows: readonly { value: number }[]): number => rows.reduce((all, { value }) => all + value, 0);
  return {
    id: 'cases.received',
    title: { zh: '办件量', en: 'Volume of cases' },
    unit: { zh: '件', en: 'cases' },
    meaning: {
      zh: '期间内收到的办件数，含部门自建系统回传的办件；同一办件只计一次',
      en: 'Cases received during the period, with those that departments’ own systems handled and returned; a case counts once',
    },
    kind: 'count',
    async value(period) {
      return { value: sum(await tools.db.readOnce((tx) => receivedByOrganisation(tx, daysOf(period)))) };
    },
    async yearBefore(period) {
      const span = yearBefore(daysOf(period));
      const [rows, since] = await tools.db.read((tx) =>
        Promise.all([receivedByOrganisation(tx, span), firstDay(tx, ALL)]),
      );
      return since === null || since > span.to ? null : sum(rows);
    },
    async series(period) {
      const rows = await tools.db.readOnce((tx) => receivedByDay(tx, daysOf(period)));
      return rows.map(({ day, count }) => ({ at: startOfShanghaiDay(day), value: count }));
    },
    byOrganisation: (period) => tools.db.readOnce((tx) => receivedByOrganisation(tx, daysOf(period))),
    async records(period, page) {
      const after = decodeCursor(page.cursor, 2);
      const days = daysOf(period);
      const found = await tools.db.readOnce((tx) =>
        volumeRecords(
          tx,
          'received',
          ALL,
          { from: startOfShanghaiDay(days.from), to: startOfShanghaiDay(addDays(days.to, 1)) },
          page.limit,
          after && { at: String(after[0]), id: String(after[1]) },
        ),
      );
      const { items, next } = cursorPage(found, page.limit, (record) => [record.at.toISOString(), record.id]);
      return {
        columns: [
          { key: 'number', title: { zh: '办件编号', en: 'Number' }, kind: 'text' },
          { key: 'matter', title: { zh: '事项', en: 'Service' }, kind: 'text' },
          { key: 'organisation', title: { zh: '办理单位', en: 'Handled by' }, kind: 'organisation' },
          { key: 'system', title: { zh: '办理系统', en: 'System' }, kind: 'text' },
          { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
          { key: 'submittedAt', title: { zh: '收件时间', en: 'Received' }, kind: 'instant' },
          { key: 'decidedAt', title: { zh: '决定时间', en: 'Decided' }, kind: 'instant' },
        ],
        rows: items.map((record) => ({
          number: record.number,
          matter: matterTitle(tools, record.matter),
          organisation: record.organisation,
          system: record.system === null ? HERE : systemTitle(tools, record.system),
          state: STATE_TITLES[record.state],
          submittedAt: record.submittedAt.toISOString(),
          decidedAt: record.decidedAt?.toISOString() ?? null,
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  };
}
