import { ErrorNotice, formatCount } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { backTestMatter, type BackTest } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { ALL_STATES, CASES_VIEW } from '../work/work-list.ts';

const DAYS = 180;

/** The draft's rules on the cases of the past, beside those in use. */
export function BackTestPanel({ id, disabled }: { id: string; disabled: boolean }) {
  const t = useMattersText();
  const run = useMutation({ mutationFn: () => backTestMatter(id, DAYS) });
  return (
    <section className="card pad stack-s">
      <h2>{t('edit.backTest')}</h2>
      <p className="quiet">{t('edit.backTestText', { days: DAYS })}</p>
      <div>
        <Button loading={run.isPending} disabled={disabled} onClick={() => run.mutate()}>
          {t('edit.backTestRun')}
        </Button>
      </div>
      {run.error ? <ErrorNotice error={run.error} level={3} /> : null}
      {run.data ? <Report report={run.data} /> : null}
    </section>
  );
}

function Report({ report }: { report: BackTest }) {
  const t = useMattersText();
  if (report.cases === 0) return <p role="status">{t('edit.backTestNone')}</p>;
  const {
    known,
    agreeBefore: before,
    agreeAfter: after,
  } = report.decided ?? { known: 0, agreeBefore: 0, agreeAfter: 0 };
  const number = (count: number | null): string =>
    count === null
      ? t('edit.backTestFew', { least: report.leastTold })
      : report.whole
        ? formatCount(count)
        : t('edit.backTestAbout', { count });
  const say = (outputs: Record<string, unknown> | null): string => {
    const outcome = outputs?.['outcome'];
    if (typeof outcome !== 'string') return '–';
    const words = t(`edit.outcomes.${outcome as 'approve'}`);
    const reason = outputs?.['reason'];
    if (typeof reason !== 'string') return words;
    return t('edit.reasonOf', { outcome: words, reason: reason === 'unlisted' ? t('edit.reasonUnlisted') : reason });
  };
  return (
    <div className="stack-s" role="status">
      <p>
        {t('edit.backTestResult', {
          cases: number(report.cases),
          same: number(report.same),
          different: number(report.different),
          failed: number(report.failedCount),
        })}
      </p>
      {report.whole ? null : <p className="quiet">{t('edit.backTestRounded', { least: report.leastTold })}</p>}
      {known > 0 && before + after > 0 ? <p>{t('edit.backTestDecided', { known, before, after })}</p> : null}
      {report.grouped ? <p>{t('edit.backTestGrouped', { cases: number(report.grouped) })}</p> : null}
      {report.kinds.length > 0 ? (
        <SubTable
          heads={[t('edit.before'), t('edit.after'), { number: t('edit.count') }, t('edit.examples')]}
          scrolls={t('edit.backTest')}
        >
          {report.kinds.map((kind) => (
            <tr key={`${JSON.stringify(kind.before)} ${JSON.stringify(kind.after)}`}>
              <td>{say(kind.before)}</td>
              <td>{say(kind.after)}</td>
              <td className="number">{number(kind.count)}</td>
              <td>
                {kind.cases.map((caseNo) => (
                  <Link key={caseNo} to="/work" search={{ view: CASES_VIEW, state: ALL_STATES, q: caseNo }}>
                    {caseNo}{' '}
                  </Link>
                ))}
                {kind.cases.length === 0 ? '–' : null}
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </div>
  );
}
