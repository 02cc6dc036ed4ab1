import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { fetchRules, SECURITY_KEY } from '../../api/data-security.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useGuardText } from '../../texts/guard.ts';

/** The rules, how each finds, its floor, and what closed alerts have taught it. */
export function RulesTable() {
  const t = useGuardText();
  const local = useLocal();
  const rules = useQuery({ queryKey: [SECURITY_KEY, 'rules'], queryFn: fetchRules });
  if (!rules.data) return null;
  return (
    <section className="card pad stack-s" aria-label={t('alerts.settings')}>
      <h2>{t('alerts.settings')}</h2>
      <SubTable
        scrolls={t('alerts.settings')}
        heads={[
          t('alerts.rule'),
          t('alerts.meaning'),
          { number: t('alerts.floor') },
          { number: t('alerts.factor') },
          { number: t('alerts.falseAlarms') },
          { number: t('alerts.misuses') },
        ]}
      >
        {rules.data.items.map((one) => (
          <tr key={one.rule}>
            <td className="nowrap">{local(one.title)}</td>
            <td>{local(one.meaning)}</td>
            <td className="number">{one.floor ?? '–'}</td>
            <td className="number nowrap">
              {one.taught ? t('alerts.times', { factor: one.factor.toFixed(2) }) : t('alerts.factTaught')}
            </td>
            <td className="number">{one.taught ? one.falseAlarms : '–'}</td>
            <td className="number">{one.taught ? one.misuses : '–'}</td>
          </tr>
        ))}
      </SubTable>
    </section>
  );
}
