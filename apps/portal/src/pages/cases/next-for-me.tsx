import { formatDate, useLocal, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { isRunning } from '../../data/case-progress.ts';
import { billsQuery } from '../../data/queries.ts';
import { Link } from '../../shell/link.tsx';
import { useText } from '../../texts/index.ts';
import { CorrectionAsked } from '@yiwang/ui/form/form-parts.tsx';
import { handlingOf } from './case-handling.ts';

const TOLD = ['refused', 'withdrawn', 'returned', 'referred', 'approved'] as const;
const isTold = (state: MyCase['state']): state is (typeof TOLD)[number] => (TOLD as readonly string[]).includes(state);

/** The one thing the applicant has to do now, or that there is none and who works on it. */
export function NextForMe({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const bills = useQuery({ ...billsQuery(one.id), enabled: isRunning(one.state) });
  const { missing, toPutRight } = handlingOf(one);
  const due = bills.data?.items.some(({ state }) => state === 'due');
  const open = (handlingOf(one).tasks ?? []).filter(({ state }) => state === 'open');
  const toForm = { to: '/apply/$caseId', params: { caseId: one.id }, className: 'yw-button' } as const;
  if (one.state === 'correction')
    return (
      <>
        <CorrectionAsked one={one} />
        <Link {...toForm}>{t('cases.fix')}</Link>
      </>
    );
  const rate = one.state === 'closed' && !one.review;
  const words =
    one.state === 'draft'
      ? t('handling.draft')
      : isTold(one.state)
        ? t(`handling.${one.state}`)
        : one.state === 'closed'
          ? t(rate ? 'handling.rate' : 'handling.issued')
          : t(due ? 'handling.pay' : missing ? 'handling.papersLack' : 'handling.nothing');
  return (
    <section className="card next-for-me">
      <h2>{t('handling.now')}</h2>
      {toPutRight ? (
        <p role="alert">
          {t('handling.putRight', { until: formatDate(toPutRight.until) })} <q>{toPutRight.finding}</q>
        </p>
      ) : null}
      <p>{words}</p>
      {missing ? (
        <>
          <p>{t('handling.papersUntil', { until: formatDate(missing.until), office: local(one.organisationName) })}</p>
          <ul className="rules">
            {missing.papers.map((paper) => (
              <li key={paper.zh}>{local(paper)}</li>
            ))}
          </ul>
        </>
      ) : null}
      {isRunning(one.state) && one.state !== 'approved' && open.length > 0 ? (
        <>
          <p className="small">{t('handling.working')}</p>
          <ul className="rules">
            {open.map(({ task, organisationName, openedAt }) => (
              <li key={`${openedAt} ${task.en} ${organisationName.en}`}>
                {t('handling.workingOf', { office: local(organisationName), task: local(task) })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {one.state === 'draft' ? <Link {...toForm}>{t('cases.continue')}</Link> : null}
      {one.licenceId ? (
        <Link to="/licences/$licenceId" params={{ licenceId: one.licenceId }} className="yw-button">
          {t('result.licence')}
        </Link>
      ) : null}
      {rate ? (
        <a href="#rate" className="yw-button" data-quiet="">
          {t('handling.toRate')}
        </a>
      ) : null}
    </section>
  );
}
