import { ErrorNotice, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Fragment, useState, type ReactNode } from 'react';
import { fetchRequest, SHARING, type RequestDetail } from '../../api/sharing.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import '../../styles/case.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/form.css';
import '../../styles/sharing.css';
import { ActDialog } from './act-dialog.tsx';
import { Answer } from './answer.tsx';
import { useSession } from '../../data/session.ts';
import { RaiseDispute, type Subject } from './raise-dispute.tsx';
import { SharingClock, StateTags, useSharingLive } from './sharing-words.tsx';
import { Steps } from './steps.tsx';

const route = getRouteApi('/sharing/requests/$requestId');

/** One request: its clock, what is asked, how it was answered and by which clause, and everything that happened. */
export function RequestPage() {
  const t = useSharingText();
  const { requestId } = route.useParams();
  const query = useQuery({ queryKey: [SHARING, 'request', requestId], queryFn: () => fetchRequest(requestId) });
  useSharingLive();
  const request = query.data;
  return (
    <Page
      title={t('one.title', { no: request?.no ?? '' })}
      lead={
        <Link to="/sharing/requests" className="quiet">
          ← {t('one.back')}
        </Link>
      }
    >
      {request ? (
        <Whole request={request} />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function Whole({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const local = useLocal();
  const { responsible } = request;
  return (
    <>
      <section className="card pad row" aria-label={t('requests.state')}>
        <StateTags request={request} />
        {request.clock || request.paused ? <SharingClock clock={request.clock} paused={request.paused} /> : null}
        {request.clock ? <small>{local(request.clock.title)}</small> : null}
        {responsible ? <span>{t('one.waiting', { organisation: local(responsible.title) })}</span> : null}
      </section>
      <div className="case-columns">
        <div className="stack">
          <Answer request={request} />
          <AskedFor request={request} />
        </div>
        <div className="stack">
          <Acts request={request} />
          <section className="card pad stack-s" aria-label={t('one.history')}>
            <h2>{t('one.history')}</h2>
            <Steps request={request} />
          </section>
        </div>
      </div>
    </>
  );
}

function AskedFor({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const local = useLocal();
  const mark = usePunctuation();
  const { asked } = request;
  const volume = [
    asked.callsPerDay === undefined ? '' : t('one.perDayCalls', { count: asked.callsPerDay }),
    asked.rowsPerDay === undefined ? '' : t('one.perDayRows', { count: asked.rowsPerDay }),
  ].filter(Boolean);
  const facts: [string, ReactNode][] = [
    [t('requests.resource'), local(request.resource.title)],
    ...(request.node
      ? ([[t('one.node'), t('one.fromNode', { node: local(request.node.title) })]] as [string, string][])
      : []),
    [t('requests.applicant'), local(request.applicant.title)],
    [t('requests.provider'), local(request.provider.title)],
    [t('one.application'), local(request.application.title)],
    [t('requests.delivery'), t(`deliveriesLong.${asked.delivery}`)],
    [
      t('requests.purpose'),
      <Fragment key="purpose">
        <AsWritten said={asked.purpose.title} /> <code>{asked.purpose.id}</code>
      </Fragment>,
    ],
    [t('one.basis'), <AsWritten key="basis" said={asked.legalBasis} />],
    ...(request.node ? [] : ([[t('one.explanation'), asked.explanation]] as [string, string][])),
    [t('one.volume'), volume.join(t('comma')) || t('one.unlimited')],
    [
      t('one.period'),
      asked.from
        ? t('one.periodFrom', { from: asked.from, until: asked.until })
        : t('one.periodUntil', { until: asked.until }),
    ],
    [t('one.level'), t(`one.levels.${request.level}`)],
  ];
  return (
    <section className="card pad stack-s" aria-label={t('one.asked')}>
      <h2>{t('one.asked')}</h2>
      <dl className="facts">
        {facts.map(([title, value]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('one.fields')}</h3>
      <ul className="row">
        {request.fields.map((field) => (
          <li key={field.name}>
            <Tag tone={field.grade >= 4 ? 'red' : field.grade === 3 ? 'amber' : 'grey'}>
              {`${local(field.title)} · ${t('grade', { grade: field.grade })}`}
            </Tag>
          </li>
        ))}
      </ul>
      {request.renews ? (
        <Link to="/sharing/requests/$requestId" params={{ requestId: request.renews.id }}>
          {t('one.renews')}
        </Link>
      ) : null}
      {request.rating === undefined ? null : (
        <p>
          {t('one.rating')}
          {mark.colon}
          {t('one.stars', { stars: request.rating })}
          {request.ratingText ? `　${request.ratingText}` : ''}
        </p>
      )}
      <small>{formatInstant(request.createdAt)}</small>
    </section>
  );
}

const MAIN = ['submit', 'check', 'decide', 'answer-extension', 'deliver', 'arbitrate', 'renew'];
const DIALOGS = [
  'check',
  'return',
  'decide',
  'extend',
  'answer-extension',
  'deliver',
  'object',
  'arbitrate',
  'urge',
  'renew',
  'end',
  'rate',
  'withdraw',
  'submit',
] as const;
export type DialogAct = (typeof DIALOGS)[number];

/** A request as the subject of a dispute, once it was refused, came late or was given: for its two sides; one of another node raises it there. */
function disputable(request: RequestDetail, own: string | undefined): Subject | undefined {
  const { applicant, provider, state, clock, wasOverdue } = request;
  const against = own === applicant.id ? provider : own === provider.id ? applicant : undefined;
  const late = wasOverdue || clock?.stage === 'overdue';
  if (!against || !(late || ['refused', 'delivering', 'in-use', 'ended'].includes(state))) return undefined;
  const named = (title: string): string => `${request.no} ${title}`;
  const { zh, en } = request.resource.title;
  return { kind: 'request', id: request.id, title: { zh: named(zh), en: named(en) }, against };
}

/** What whoever looks may do now. */
function Acts({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const mark = usePunctuation();
  const { staff } = useSession();
  const [open, setOpen] = useState<DialogAct>();
  const acts = DIALOGS.filter((act) => request.acts.includes(act));
  const { correction, extension } = request;
  return (
    <section className="card pad stack-s" aria-label={t('one.todo')}>
      <h2>{t('one.todo')}</h2>
      {request.state === 'correction' && correction ? (
        <div className="fault-box" data-tone="amber">
          <h3>{t('one.correction')}</h3>
          <p>
            <AsWritten said={correction.what} />
          </p>
        </div>
      ) : null}
      {extension ? (
        <div className="fault-box" data-tone="blue">
          <h3>{t('one.extension')}</h3>
          <p>{t('one.extensionAsked', { days: extension.days, reason: extension.reason })}</p>
          <p>
            {t(`one.extensionStates.${extension.state}`)}
            {extension.answer ? `${mark.colon}${extension.answer}` : ''}
          </p>
        </div>
      ) : null}
      {acts.length === 0 && !request.acts.includes('edit') ? <p className="quiet">{t('one.todoNone')}</p> : null}
      <div className="row">
        {request.acts.includes('edit') ? (
          <Link to="/sharing/new" search={{ request: request.id }} className="link-button">
            {t('acts.edit')}
          </Link>
        ) : null}
        {acts.map((act) => (
          <Button
            key={act}
            type={MAIN.includes(act) ? 'primary' : 'default'}
            danger={act === 'withdraw' || act === 'end'}
            onClick={() => setOpen(act)}
          >
            {t(`acts.${act}`)}
          </Button>
        ))}
        <RaiseDispute about={disputable(request, staff?.organisation)} />
      </div>
      {open ? <ActDialog key={open} act={open} request={request} onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
}
