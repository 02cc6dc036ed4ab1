import { formatInstant, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { ACROSS, fetchShareDisputes, SHARES_PAGE, type ListedShareDispute } from '../../api/nodes.ts';
import { usePaged } from '../../data/paged.ts';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import { DisputeFacts, DisputeState } from './share-disputes.tsx';

/** Disputes about what departments here asked of other nodes, which the authority there settles; beside those that are settled here. */
export function ShareDisputeTable({ open, onOpen }: { open: string | undefined; onOpen: (id: string) => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const paged = usePaged([ACROSS, 'disputes'], SHARES_PAGE, fetchShareDisputes);
  const columns: Column<ListedShareDispute>[] = [
    {
      key: 'no',
      title: t('across.number'),
      text: ({ number }) => number ?? t('across.disputes.numberLater'),
      show: ({ id, number }) => (
        <OpenButton onOpen={() => onOpen(id)}>{number ?? t('across.disputes.numberLater')}</OpenButton>
      ),
      always: true,
    },
    { key: 'node', title: t('across.node'), text: ({ peerName }) => local(peerName) },
    {
      key: 'about',
      title: t('across.disputes.about'),
      text: ({ title, requestNumber }) => `${requestNumber ?? ''} ${local(title)}`.trim(),
    },
    {
      key: 'raisedBy',
      title: t('across.disputes.raisedBy'),
      text: (one) => local(one.raisedBy === 'applicant' ? one.organisationName : (one.providerName ?? one.peerName)),
    },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`across.disputes.states.${state}`),
      show: (one) => <DisputeState dispute={one} />,
    },
    { key: 'due', title: t('across.runsUntil'), text: ({ clock }) => clock?.dueDate ?? t('across.noClock') },
    { key: 'at', title: t('across.disputes.at'), text: ({ at }) => formatInstant(at) },
  ];
  return (
    <>
      <DataTable
        name="share-disputes"
        label={t('across.disputes.title')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('across.disputes.empty'), text: t('across.disputes.emptyText') }}
        onOpen={({ id }) => onOpen(id)}
        open={open}
      />
      <DetailDrawer detail={pagedDetail(paged, open, () => onOpen(''))} title={t('across.disputes.title')}>
        {(one) => (
          <div className="stack">
            <p>
              {local(one.organisationName)} · {local(one.peerName)}
              {one.providerName ? ` · ${local(one.providerName)}` : ''}
            </p>
            <p>
              <Link to="/sharing/requests" search={{ view: 'across', open: one.share }}>
                {`${one.requestNumber ?? ''} ${local(one.title)}`.trim()}
              </Link>
            </p>
            <DisputeFacts share={one.share} dispute={one} />
          </div>
        )}
      </DetailDrawer>
    </>
  );
}
