import { EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { fetchGuideCheck } from '../../api/matters.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { ALL_STATES, CASES_VIEW } from '../work/work-list.ts';
import { MATTERS } from './queries.ts';

const DAYS = [30, 90, 180, 365] as const;
const MOST_SHOWN = 8;

/** What the guide says beside what the cases really took and asked. */
export function GuideCheckPanel({ id }: { id: string }) {
  const t = useMattersText();
  const local = useLocal();
  const [days, setDays] = useState('90');
  const query = useQuery({
    queryKey: [MATTERS, 'guide-check', id, days],
    queryFn: () => fetchGuideCheck(id, Number(days)),
  });
  const check = query.data;
  return (
    <section className="card pad stack">
      <div className="row">
        <SelectBox
          label={t('gc.days')}
          value={days}
          onChange={setDays}
          options={DAYS.map((value) => ({ value: String(value), label: t('gc.lastDays', { days: value }) }))}
        />
        {check?.decided ? (
          <span>{t('gc.decided', { from: check.from, to: check.to, count: check.decided })}</span>
        ) : null}
      </div>
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} /> : null}
      {!check && !query.error ? <Waiting /> : null}
      {check?.decided === undefined && check ? (
        <EmptyState title={t('gc.notWired')} text={t('gc.notWiredText')} />
      ) : null}
      {check?.decided === 0 ? <EmptyState title={t('gc.none')} text={t('gc.noneText')} /> : null}
      {check && check.findings.length > 0 ? (
        <ul className="guide-findings">
          {check.findings.map((finding) => (
            <li key={`${finding.code} ${finding.found.en}`}>
              <div className="row">
                <b>{t(`gc.codes.${finding.code as 'visits'}`)}</b>
                <Tag tone={finding.tone}>{t(`gc.tones.${finding.tone}`)}</Tag>
              </div>
              <dl>
                <dt>{t('gc.stated')}</dt>
                <dd>{local(finding.stated)}</dd>
                <dt>{t('gc.found')}</dt>
                <dd>{local(finding.found)}</dd>
                {finding.todo ? (
                  <>
                    <dt>{t('gc.todo')}</dt>
                    <dd>{local(finding.todo)}</dd>
                  </>
                ) : null}
                {finding.count > 0 && finding.tone !== 'green' ? (
                  <>
                    <dt>{t('gc.cases')}</dt>
                    <dd className="row">
                      <span>
                        {t(finding.cases.length > 0 ? 'gc.behind' : 'gc.behindUnnamed', { count: finding.count })}
                      </span>
                      {finding.cases.slice(0, MOST_SHOWN).map((caseNo) => (
                        <Link key={caseNo} to="/work" search={{ view: CASES_VIEW, state: ALL_STATES, q: caseNo }}>
                          {caseNo}
                        </Link>
                      ))}
                    </dd>
                  </>
                ) : null}
              </dl>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
