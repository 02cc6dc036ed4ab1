import { formatInstant, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { ACROSS, fetchShares, SHARES_PAGE, type Share } from '../../api/nodes.ts';
import { usePaged } from '../../data/paged.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/levels.css';
import { ShareActs } from './share-acts.tsx';
import { DisputeFacts } from './share-disputes.tsx';
import { Standing } from './standing.tsx';
import { Terms, useTermColumns } from './terms.tsx';

const TONES = { sending: 'grey', asked: 'amber', agreed: 'green', refused: 'red', withdrawn: 'grey' } as const;

/** What departments here asked of other nodes, with what came back, beside the requests that are decided here. */
export function ShareTable({ open, onOpen }: { open: string | undefined; onOpen: (id: string) => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const paged = usePaged([ACROSS, 'shares'], SHARES_PAGE, fetchShares);
  const terms = useTermColumns<Share>(onOpen);
  const until = ({ standing, runsUntil }: Share): string => {
    const { clock, objection, disputes } = standing ?? {};
    if (clock) return t('across.clockUntil', { kind: t(`across.clocks.${clock.kind}`), date: clock.dueDate });
    if (objection?.state === 'open')
      return t('across.clockUntil', { kind: t('across.clocks.arbitrate'), date: objection.dueDate });
    const disputed = disputes?.find((one) => one.clock)?.clock;
    if (disputed) return t('across.clockUntil', { kind: t('across.clocks.arbitrate'), date: disputed.dueDate });
    return runsUntil ? formatInstant(runsUntil) : t('across.noClock');
  };
  const columns: Column<Share>[] = [
    terms.title,
    terms.node,
    terms.organisation,
    { key: 'interface', title: t('across.interface'), text: ({ interfaceTitle }) => local(interfaceTitle) },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`across.states.${state}`),
      show: (share) => <ShareState share={share} />,
    },
    {
      key: 'next',
      title: t('across.next'),
      text: ({ standing }) =>
        standing?.state === 'correction' ? t('across.ours') : standing?.next ? local(standing.next) : '–',
    },
    {
      key: 'due',
      title: t('across.runsUntil'),
      text: (share) => until(share),
    },
  ];
  return (
    <>
      <DataTable
        name="shares"
        label={t('across.sharesOut')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('across.emptyShares'), text: t('across.emptySharesText') }}
        onOpen={({ id }) => onOpen(id)}
        open={open}
      />
      <DetailDrawer detail={pagedDetail(paged, open, () => onOpen(''))} title={t('across.sharesOut')}>
        {(share) => <Facts key={share.id} share={share} />}
      </DetailDrawer>
    </>
  );
}

function ShareState({ share }: { share: Share }) {
  const t = useLevelsText();
  const { state, light, standing } = share;
  const returned = standing?.state === 'correction' && state === 'asked';
  return (
    <span className="row">
      <Tag tone={TONES[state]}>{returned ? t('across.standings.correction') : t(`across.states.${state}`)}</Tag>
      {standing?.objection?.state === 'open' ? <Tag tone="amber">{t('across.objection')}</Tag> : null}
      {share.disputes.some(({ clock }) => clock) ? <Tag tone="amber">{t('across.disputes.one')}</Tag> : null}
      {light ? <Tag tone={light}>{t(`across.lights.${light}`)}</Tag> : null}
    </span>
  );
}

function Facts({ share }: { share: Share }) {
  const t = useLevelsText();
  const local = useLocal();
  const { lastAct, standing } = share;
  // What their answer says stands with the rest that they said; a refusal at the door has nothing else.
  const alone = standing?.answer === undefined;
  return (
    <div className="stack">
      <Terms of={share} state={<ShareState share={share} />} direction={t('across.directions.out')}>
        {share.renews ? (
          <>
            <dt>{t('across.renewsGrant')}</dt>
            <dd>
              <Link to="/across" search={{ open: share.renews }}>
                {t('across.renewsText')}
              </Link>
            </dd>
          </>
        ) : null}
        {standing ? null : (
          <>
            <dt>{t('across.dueAt')}</dt>
            <dd>{formatInstant(share.dueAt)}</dd>
          </>
        )}
        {alone && share.reason ? (
          <>
            <dt>{t('reason')}</dt>
            <dd>
              <AsWritten said={share.reason} />
            </dd>
          </>
        ) : null}
        {alone && share.law ? (
          <>
            <dt>{t('across.law')}</dt>
            <dd>
              <AsWritten said={share.law} />
            </dd>
          </>
        ) : null}
      </Terms>
      <section className="stack-s" aria-label={t('across.theirs')}>
        <h3>{t('across.theirs')}</h3>
        <Standing share={share} />
      </section>
      {lastAct && lastAct.state !== 'taken' ? (
        <div className="fault-box" data-tone={lastAct.state === 'refused' ? 'red' : 'amber'}>
          <h3>{t(`across.actKinds.${lastAct.kind}`)}</h3>
          <p>
            {t(`across.actStates.${lastAct.state}`)}
            {lastAct.refusal ? ` · ${local(lastAct.refusal)}` : ''}
          </p>
        </div>
      ) : null}
      {share.disputes.length > 0 ? (
        <section className="stack" aria-label={t('across.disputes.title')}>
          <h3>{t('across.disputes.title')}</h3>
          {share.disputes.map((dispute) => (
            <DisputeFacts key={dispute.id} share={share.id} dispute={dispute} />
          ))}
        </section>
      ) : null}
      <ShareActs share={share} />
    </div>
  );
}
