import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { ACROSS, fetchShares, SHARES_PAGE, withdrawShare, type Share } from '../../api/nodes.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import { Terms, useTermColumns } from './terms.tsx';

const TONES = { sending: 'grey', asked: 'amber', agreed: 'green', refused: 'red', withdrawn: 'grey' } as const;

/** What departments here asked of other nodes, with what came back, beside the requests that are decided here. */
export function ShareTable({ open, onOpen }: { open: string | undefined; onOpen: (id: string) => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const paged = usePaged([ACROSS, 'shares'], SHARES_PAGE, fetchShares);
  const terms = useTermColumns<Share>(onOpen);
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
    { key: 'due', title: t('across.dueAt'), text: ({ dueAt }) => formatInstant(dueAt) },
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
      <DetailDrawer
        detail={{
          id: open,
          shown: paged.items?.find(({ id }) => id === open),
          error: paged.error,
          onRetry: paged.again,
          onClose: () => onOpen(''),
        }}
        title={t('across.sharesOut')}
      >
        {(share) => <Facts key={share.id} share={share} />}
      </DetailDrawer>
    </>
  );
}

function ShareState({ share: { state, light } }: { share: Share }) {
  const t = useLevelsText();
  return (
    <span className="row">
      <Tag tone={TONES[state]}>{t(`across.states.${state}`)}</Tag>
      {light ? <Tag tone={light}>{t(`across.lights.${light}`)}</Tag> : null}
    </span>
  );
}

function Facts({ share }: { share: Share }) {
  const t = useLevelsText();
  const may = usePermission();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => withdrawShare(share.id),
    onSettled: () => client.invalidateQueries({ queryKey: [ACROSS] }),
  });
  const pending = share.state === 'asked' || share.state === 'sending';
  return (
    <div className="stack">
      <Terms of={share} state={<ShareState share={share} />} direction={t('across.directions.out')}>
        <dt>{t('across.dueAt')}</dt>
        <dd>{formatInstant(share.dueAt)}</dd>
        {share.reason ? (
          <>
            <dt>{t('reason')}</dt>
            <dd>{share.reason}</dd>
          </>
        ) : null}
        {share.law ? (
          <>
            <dt>{t('across.law')}</dt>
            <dd>{share.law}</dd>
          </>
        ) : null}
      </Terms>
      {pending && may('sharing.apply') ? (
        <div>
          <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('across.withdraw')}
          </Button>
        </div>
      ) : null}
      {withdraw.error ? <ErrorNotice error={withdraw.error} level={3} /> : null}
    </div>
  );
}
