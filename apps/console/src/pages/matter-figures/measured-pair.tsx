import type { MeasuredVersion } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useReductionsText } from '../../texts/reductions.ts';
import { Reduced, rounded } from './reduced.tsx';

/** Any two versions of a matter by the four measures, with what the cases of each really took. */
export function MeasuredPair({ before, after }: { before: MeasuredVersion; after: MeasuredVersion }) {
  const t = useReductionsText();
  const promise = ({ promise: { days, unit } }: MeasuredVersion) => t(`units.${unit}`, { days });
  const taken = ({ takenDays, timed }: MeasuredVersion) =>
    takenDays === undefined ? t('noCases') : t('takenDays', { days: rounded(takenDays), cases: timed });
  const came = ({ takenVisits, counted }: MeasuredVersion) =>
    takenVisits === undefined ? t('noCases') : t('takenTimes', { visits: rounded(takenVisits), cases: counted });
  const sameUnit = before.promise.unit === after.promise.unit;
  return (
    <SubTable scrolls={t('title')} heads={[t('measure'), t('before'), t('after'), t('change')]}>
      <Line title={t('promise')} texts={[promise(before), promise(after)]}>
        {sameUnit ? <Reduced before={before.promise.days} after={after.promise.days} /> : null}
      </Line>
      <Line title={t('taken')} texts={[taken(before), taken(after)]}>
        <Reduced before={before.takenDays} after={after.takenDays} />
      </Line>
      {(
        [
          ['papers', 'count'],
          ['steps', 'tasks'],
          ['visits', 'times'],
        ] as const
      ).map(([key, say]) => (
        <Line key={key} title={t(key)} texts={[t(say, { count: before[key] }), t(say, { count: after[key] })]}>
          <Reduced before={before[key]} after={after[key]} />
        </Line>
      ))}
      <Line title={t('takenVisits')} texts={[came(before), came(after)]}>
        <Reduced before={before.takenVisits} after={after.takenVisits} />
      </Line>
    </SubTable>
  );
}

function Line({ title, texts, children }: { title: string; texts: [string, string]; children: React.ReactNode }) {
  return (
    <tr>
      <td>{title}</td>
      <td>{texts[0]}</td>
      <td>{texts[1]}</td>
      <td>{children}</td>
    </tr>
  );
}
