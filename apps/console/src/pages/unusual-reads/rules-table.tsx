import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchRules, SECURITY_KEY, type AlertRule } from '../../api/data-security.ts';
import { usePermission } from '../../data/session.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { ThresholdForm } from './threshold-form.tsx';

/** The rules, how each finds, its floor, and what closed alerts have taught it. The guard sets floors and hours here. */
export function RulesTable() {
  const t = useGuardText();
  const local = useLocal();
  const rules = useQuery({ queryKey: [SECURITY_KEY, 'rules'], queryFn: fetchRules });
  const sets = usePermission()('data-security.handle');
  const [open, setting] = useState<AlertRule>();
  if (!rules.data) return null;
  const chosen = rules.data.items.find(({ rule }) => rule === open);
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
          ...(sets ? [t('alerts.set')] : []),
        ]}
      >
        {rules.data.items.map((one) => (
          <tr key={one.rule}>
            <td className="nowrap">{local(one.title)}</td>
            <td>{local(one.meaning)}</td>
            <td className="number">
              {one.floor === undefined ? '–' : [one.floor, one.floorSystem].filter(Boolean).join(' / ')}
              {one.office ? <div className="quiet nowrap">{t('alerts.officeHours', one.office)}</div> : null}
              {one.set ? <div className="quiet">{t('alerts.setHere')}</div> : null}
            </td>
            <td className="number nowrap">
              {one.taught ? t('alerts.times', { factor: one.factor.toFixed(2) }) : t('alerts.factTaught')}
            </td>
            <td className="number">{one.taught ? one.falseAlarms : '–'}</td>
            <td className="number">{one.taught ? one.misuses : '–'}</td>
            {sets ? (
              <td>
                {one.floor === undefined ? null : (
                  <Button
                    size="small"
                    aria-label={t('alerts.setOf', { rule: local(one.title) })}
                    onClick={() => setting(one.rule)}
                  >
                    {t('alerts.set')}
                  </Button>
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </SubTable>
      {chosen ? <ThresholdForm key={chosen.rule} rule={chosen} onDone={() => setting(undefined)} /> : null}
    </section>
  );
}
