import { formatInstant, useLocal } from '@yiwang/ui';
import type { AlertPage } from '../../api/data-security.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';

/** What the account read that day. People are signs, so that the guard sees the pattern and nobody's data. */
export function AlertTrail({ shown }: { shown: AlertPage }) {
  const t = useGuardText();
  const local = useLocal();
  const { trail, dayReads } = shown;
  return (
    <section className="stack-s">
      <h3>{t('alerts.trail', { count: dayReads })}</h3>
      <small>{t('alerts.trailNote')}</small>
      <SubTable
        scrolls={t('alerts.trail', { count: dayReads })}
        heads={[t('alerts.at'), t('alerts.person'), t('alerts.what'), t('alerts.purpose'), t('alerts.grant')]}
      >
        {trail.map((read) => (
          <tr key={read.id}>
            <td className="nowrap">
              {formatInstant(read.at, { seconds: true })}
              {read.behind ? (
                <div>
                  <Tag tone="red">{t('alerts.behind')}</Tag>
                </div>
              ) : null}
            </td>
            <td style={{ minWidth: '3.5em' }}>{read.person}</td>
            <td>
              {local(read.what)}
              <div>
                <small>{read.fields.map((field) => local(field)).join(t('and'))}</small>
              </div>
              <small>{t(`alerts.channels.${read.channel}`)}</small>
            </td>
            <td>
              {local(read.purpose)}
              <div>
                <small>{read.caseNo ?? t('alerts.noCase')}</small>
              </div>
            </td>
            <td>
              {[local(read.legalBasis), read.grant?.id].filter(Boolean).join(' · ') || '–'}
              <div>
                <small title={t('alerts.trace')}>{read.trace}</small>
              </div>
            </td>
          </tr>
        ))}
      </SubTable>
      {trail.length < dayReads ? <small>{t('alerts.trailPart', { count: trail.length })}</small> : null}
    </section>
  );
}
