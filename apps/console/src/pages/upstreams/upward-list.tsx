import { ErrorNotice, formatInstant, useLocal, When } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  fetchUpward,
  fetchUpwards,
  PAGE,
  replayUpward,
  reportEntries,
  settleUpward,
  UPSTREAMS,
  UPWARD_STATES,
  type Platform,
  type Upward,
  type UpwardDetail,
} from '../../api/upstreams.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Told } from '../../table/told.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { ListProps } from './upstreams-page.tsx';

const TONES = { sending: 'blue', sent: 'green', refused: 'red', unresolved: 'amber', settled: 'grey' } as const;

/** Applications and reports upward: how far each came, what the level above says of it, and what has to be looked at. */
export function UpwardList({ search, change, platforms }: ListProps) {
  const t = useLevelsText();
  const { kind = '', state = '' } = search;
  const filter = { kind: kind || undefined, state: state || undefined };
  const paged = usePaged([UPSTREAMS, 'upward', kind, state], PAGE, (cursor) => fetchUpwards(filter, cursor));
  const detail = useQuery({
    queryKey: [UPSTREAMS, 'one-upward', search.open ?? ''],
    queryFn: () => fetchUpward(search.open ?? ''),
    enabled: Boolean(search.open),
  });
  const local = useLocal();
  return (
    <>
      <DataTable
        name="upward"
        label={t('upstreams.tabs.upward')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('upstreams.upward.empty'), text: t('upstreams.upward.emptyText') }}
        narrowed={Boolean(kind || state)}
        onClear={() => change({ kind: '', state: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SelectBox
              label={t('upstreams.upward.kind')}
              value={kind}
              width={140}
              onChange={(value) => change({ kind: value })}
              options={[
                { value: '', label: t('upstreams.upward.anyKind') },
                ...(['apply', 'report'] as const).map((value) => ({
                  value,
                  label: t(`upstreams.upward.kinds.${value}`),
                })),
              ]}
            />
            <SelectBox
              label={t('state')}
              value={state}
              width={140}
              onChange={(value) => change({ state: value })}
              options={[
                { value: '', label: t('upstreams.anyState') },
                ...UPWARD_STATES.map((value) => ({ value, label: t(`upstreams.upward.states.${value}`) })),
              ]}
            />
            {platforms
              .filter((one) => one.business && one.provisioned)
              .map((one) => (
                <Report key={one.id} platform={one} />
              ))}
          </>
        }
      />
      <DetailDrawer
        detail={{
          id: search.open || undefined,
          shown: detail.data,
          error: detail.data ? null : detail.error,
          onRetry: () => void detail.refetch(),
          onClose: () => change({ open: '' }),
        }}
        title={detail.data ? local(detail.data.title) : t('upstreams.upward.subject')}
      >
        {(upward) => <Facts key={upward.id} upward={upward} />}
      </DetailDrawer>
    </>
  );
}

function useColumns(open: (id: string) => void): Column<Upward>[] {
  const t = useLevelsText();
  const local = useLocal();
  const says = ({ upper }: Upward): string => (upper ? t(`upstreams.upward.uppers.${upper.state}`) : '–');
  return [
    {
      key: 'title',
      title: t('upstreams.upward.subject'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'kind', title: t('upstreams.upward.kind'), text: ({ kind }) => t(`upstreams.upward.kinds.${kind}`) },
    { key: 'platform', title: t('upstreams.platform'), text: ({ platformTitle }) => local(platformTitle) },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`upstreams.upward.states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`upstreams.upward.states.${state}`)}</Tag>,
    },
    { key: 'upper', title: t('upstreams.upward.upper'), text: says },
    {
      key: 'number',
      title: t('upstreams.upward.upperNumber'),
      text: ({ upCataId, upApplyId }) => upApplyId ?? upCataId ?? '–',
    },
    { key: 'at', title: t('upstreams.upward.askedAt'), text: ({ askedAt }) => formatInstant(askedAt) },
  ];
}

function Report({ platform }: { platform: Platform }) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const report = useMutation({
    mutationFn: () => reportEntries(platform.id),
    onSuccess: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: [UPSTREAMS] });
    },
  });
  if (!may('upstreams.manage')) return null;
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>
        {t('upstreams.upward.report')}
      </Button>
      <Told>{report.data ? t('upstreams.upward.reported', { count: report.data.reported }) : null}</Told>
      {asking ? (
        <Confirm
          open
          title={t('upstreams.upward.reportTitle', { platform: local(platform.title) })}
          act={t('upstreams.upward.report')}
          busy={report.isPending}
          error={report.error}
          onAct={() => report.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('upstreams.upward.reportText')}</p>
        </Confirm>
      ) : null}
    </>
  );
}

function Facts({ upward }: { upward: UpwardDetail }) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const again = () => client.invalidateQueries({ queryKey: [UPSTREAMS] });
  const replay = useMutation({ mutationFn: (receipt: string) => replayUpward(upward.id, receipt), onSettled: again });
  const settle = useMutation({ mutationFn: () => settleUpward(upward.id, note.trim()), onSuccess: again });
  const open = upward.state === 'refused' || upward.state === 'unresolved';
  const { upper } = upward;
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('state')}</dt>
        <dd>
          <Tag tone={TONES[upward.state]}>{t(`upstreams.upward.states.${upward.state}`)}</Tag>
        </dd>
        <dt>{t('upstreams.upward.kind')}</dt>
        <dd>
          {t(`upstreams.upward.kinds.${upward.kind}`)} · {local(upward.platformTitle)}
        </dd>
        <dt>{t('upstreams.upward.upper')}</dt>
        <dd>
          {upper
            ? `${t(`upstreams.upward.uppers.${upper.state}`)}${upper.reason ? ` · ${upper.reason}` : ''}`
            : t('upstreams.upward.upperNone')}
        </dd>
        <dt>{t('upstreams.upward.upperNumber')}</dt>
        <dd>{upward.upApplyId ?? upward.upCataId ?? '–'}</dd>
        {upward.settledNote ? (
          <>
            <dt>{t('upstreams.upward.settledNote')}</dt>
            <dd>{upward.settledNote}</dd>
          </>
        ) : null}
      </dl>
      <h3>{t('upstreams.upward.receipts')}</h3>
      {replay.error ? <ErrorNotice error={replay.error} level={3} /> : null}
      <ol className="timeline">
        {upward.receipts.map((receipt) => (
          <li
            key={receipt.id}
            data-tone={['accepted', 'granted', 'pending'].includes(receipt.outcome) ? 'green' : 'red'}
          >
            <When at={receipt.at} />
            <span>
              {t(`upstreams.upward.whats.${receipt.what}`)} · {t(`upstreams.upward.results.${receipt.outcome}`)}
              {receipt.code ? ` (${receipt.code})` : ''} {receipt.words ? local(receipt.words) : ''}
              <small className="below">
                {t('upstreams.upward.logId')} {receipt.id}
              </small>
              {may('upstreams.manage') && upward.state !== 'settled' && receipt.what !== 'state' ? (
                <Button
                  size="small"
                  loading={replay.isPending && replay.variables === receipt.id}
                  onClick={() => replay.mutate(receipt.id)}
                >
                  {t('upstreams.upward.replay')}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
      {open && may('upstreams.manage') ? (
        <form
          className="flow"
          onSubmit={(event) => {
            event.preventDefault();
            settle.mutate();
          }}
        >
          <h3>{t('upstreams.upward.settle')}</h3>
          <Field label={t('upstreams.upward.settleNote')} required>
            {(described) => (
              <Input {...described} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
            )}
          </Field>
          {settle.error ? <ErrorNotice error={settle.error} level={3} kept={t('kept')} /> : null}
          <div>
            <Button htmlType="submit" loading={settle.isPending} disabled={note.trim().length < 2}>
              {t('upstreams.upward.settle')}
            </Button>
          </div>
        </form>
      ) : null}
    </div>
  );
}
