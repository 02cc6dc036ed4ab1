import { ErrorNotice, formatCount, formatInstant, useLocal, When } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  approveRequest,
  askForData,
  refuseRequest,
  type Choice,
  type DataRequest,
  type Peer,
} from '../../api/nodes.ts';
import { nodeRequestsQuery, RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { ChoiceFields, usePublishable } from './choice-fields.tsx';

const TONES = { sending: 'grey', asked: 'amber', approved: 'blue', refused: 'red', delivered: 'green' } as const;
type Props = { parent: Peer | undefined; open: string | undefined; onOpen: (open: string) => void };

/** 数据回流: what was asked of the node above about this division, and what nodes below ask of this one. */
export function Requests({ parent, open, onOpen }: Props) {
  const t = useText();
  const may = usePermission();
  const query = useQuery(nodeRequestsQuery);
  const [asking, setAsking] = useState(false);
  const shown = query.data?.items.find(({ id }) => id === open);
  return (
    <>
      <DataTable
        name="node-requests"
        label={t('nodes.tabs.requests')}
        columns={useColumns(onOpen)}
        rowKey={({ id }) => id}
        rows={query.data?.items}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('nodes.noRequests'), text: t('nodes.noRequestsText') }}
        onOpen={({ id }) => onOpen(id)}
        open={open}
        tools={
          may('nodes.publish') && parent ? (
            <Button type="primary" onClick={() => setAsking(true)}>
              {t('nodes.askFor')}
            </Button>
          ) : null
        }
      />
      <DetailDrawer
        detail={{ id: open, shown, error: query.error, onRetry: () => void query.refetch(), onClose: () => onOpen('') }}
        title={shown?.what ?? t('nodes.request')}
      >
        {(request) => <Facts key={request.id} request={request} />}
      </DetailDrawer>
      {asking && parent ? <Ask parent={parent} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Facts({ request }: { request: DataRequest }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('railway.columns.state')}</dt>
        <dd>
          <Tag tone={TONES[request.state]}>{t(`nodes.requestStates.${request.state}`)}</Tag>
        </dd>
        <dt>{t('nodes.direction')}</dt>
        <dd>
          {t(`nodes.asks.${request.direction}`)} · {local(request.peerName)}
        </dd>
        <dt>{t('streams.purpose')}</dt>
        <dd>{request.purpose}</dd>
        <dt>{t('streams.basis')}</dt>
        <dd>{request.basis}</dd>
        {request.reason ? (
          <>
            <dt>{t('nodes.reason')}</dt>
            <dd>{request.reason}</dd>
          </>
        ) : null}
        {request.deliveredRows === undefined ? null : (
          <>
            <dt>{t('nodes.delivered')}</dt>
            <dd>{formatCount(request.deliveredRows)}</dd>
          </>
        )}
      </dl>
      <ol className="timeline">
        {request.trail.map(({ at, kind, text }) => (
          <li key={`${at} ${kind}`} data-tone={kind === 'refused' ? 'red' : kind === 'delivered' ? 'green' : undefined}>
            <When at={at} />
            <span>{local(text)}</span>
          </li>
        ))}
      </ol>
      {request.direction === 'in' && request.state === 'asked' && may('nodes.publish') ? (
        <Decide request={request} />
      ) : null}
    </div>
  );
}

function Decide({ request }: { request: DataRequest }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice>({ resource: '', items: [], grade: 2 });
  const [divisionItem, setDivisionItem] = useState('');
  const [reason, setReason] = useState('');
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const approve = useMutation({
    mutationFn: () => approveRequest(request.id, { ...choice, lineId: choice.lineId ?? '', divisionItem }),
    onSuccess: again,
  });
  const refuse = useMutation({ mutationFn: () => refuseRequest(request.id, reason.trim()), onSuccess: again });
  const items = usePublishable(choice.resource)?.items ?? [];
  return (
    <>
      <form
        className="flow"
        onSubmit={(event) => {
          event.preventDefault();
          approve.mutate();
        }}
      >
        <h3>{t('nodes.approveTitle')}</h3>
        <ChoiceFields choice={choice} onChoice={setChoice} rows="always" />
        {items.length > 0 ? (
          <Field
            label={t('nodes.divisionItem')}
            hint={t('nodes.divisionItemHint', { division: request.division })}
            required
          >
            {(described) => (
              <SelectBox
                {...described}
                label={t('nodes.divisionItem')}
                value={divisionItem}
                width="100%"
                onChange={setDivisionItem}
                options={items.map((item) => ({ value: item.name, label: local(item.title) }))}
              />
            )}
          </Field>
        ) : null}
        {approve.error ? <ErrorNotice error={approve.error} level={3} kept={t('form.kept')} /> : null}
        <div>
          <Button
            type="primary"
            htmlType="submit"
            loading={approve.isPending}
            disabled={!choice.lineId || divisionItem === ''}
          >
            {t('nodes.approve')}
          </Button>
        </div>
      </form>
      <form
        className="flow"
        onSubmit={(event) => {
          event.preventDefault();
          refuse.mutate();
        }}
      >
        <h3>{t('nodes.refuseTitle')}</h3>
        <Field label={t('nodes.reason')} required>
          {(described) => (
            <Input {...described} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {refuse.error ? <ErrorNotice error={refuse.error} level={3} kept={t('form.kept')} /> : null}
        <div>
          <Button danger htmlType="submit" loading={refuse.isPending} disabled={reason.trim().length < 2}>
            {t('nodes.refuse')}
          </Button>
        </div>
      </form>
    </>
  );
}

function Ask({ parent, onClose }: { parent: Peer; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [asked, setAsked] = useState({ what: '', purpose: '', basis: '' });
  const send = useMutation({
    mutationFn: () => askForData({ peerId: parent.id, ...asked }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const ready = Object.values(asked).every((text) => text.trim().length >= 2);
  return (
    <DetailDrawer
      detail={{ id: 'ask', shown: parent, error: null, onRetry: onClose, onClose }}
      title={t('nodes.askForOf', { node: local(parent.name) })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send.mutate();
          }}
        >
          {(['what', 'purpose', 'basis'] as const).map((key) => (
            <Field key={key} label={t(`nodes.ask_${key}`)} required>
              {(described) => (
                <Input
                  {...described}
                  value={asked[key]}
                  maxLength={200}
                  onChange={(event) => setAsked({ ...asked, [key]: event.target.value })}
                />
              )}
            </Field>
          ))}
          {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
          <div>
            <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!ready}>
              {t('nodes.askFor')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}

function useColumns(open: (id: string) => void): Column<DataRequest>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'what',
      title: t('nodes.ask_what'),
      text: ({ what }) => what,
      show: ({ id, what }) => <OpenButton onOpen={() => open(id)}>{what}</OpenButton>,
      always: true,
    },
    { key: 'direction', title: t('nodes.direction'), text: ({ direction }) => t(`nodes.asks.${direction}`) },
    { key: 'peer', title: t('nodes.node'), text: ({ peerName }) => local(peerName) },
    {
      key: 'state',
      title: t('railway.columns.state'),
      text: ({ state }) => t(`nodes.requestStates.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`nodes.requestStates.${state}`)}</Tag>,
    },
    { key: 'askedAt', title: t('nodes.askedAt'), text: ({ askedAt }) => formatInstant(askedAt) },
    {
      key: 'rows',
      title: t('nodes.delivered'),
      text: ({ deliveredRows }) => (deliveredRows === undefined ? '–' : formatCount(deliveredRows)),
      number: true,
    },
  ];
}
