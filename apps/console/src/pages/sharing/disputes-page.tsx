import { formatInstant, useLocal, When, usePunctuation } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Input, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { actOnDispute, fetchDisputes, SHARING, SHARING_PAGE, type Dispute } from '../../api/sharing.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/form.css';
import { ACROSS } from '../../api/nodes.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import { ShareDisputeTable } from '../across/dispute-table.tsx';
import { RaiseDialog } from './raise-dispute.tsx';
import { SharingClock, useSharingLive } from './sharing-words.tsx';

const route = getRouteApi('/sharing/disputes');
const STATES = ['open', 'answered', 'overdue', 'settled', 'withdrawn'] as const;
const TONES: Record<Dispute['state'], Tone> = { open: 'amber', answered: 'blue', settled: 'green', withdrawn: 'grey' };
type Search = { view?: string; state?: string; open?: string };

/** 共享争议: what departments could not agree about; the other side answers, the authority settles. */
export function DisputesPage() {
  const t = useSharingText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const [raising, setRaising] = useState(false);
  useSharingLive();
  useTopicLive('nodes', ACROSS);
  const levels = useLevelsText();
  const across = search.view === 'across';
  const list = usePaged(
    [SHARING, 'disputes', search.state ?? ''],
    SHARING_PAGE,
    (cursor) => fetchDisputes(search.state, cursor),
    { enabled: !across },
  );
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const columns = useColumns((open) => change({ open }));
  const detail = pagedDetail(list, search.open, () => change({ open: '' }));
  return (
    <Page
      title={t('disputes.title')}
      lead={t('disputes.lead')}
      actions={
        may('sharing.apply') ? (
          <Button type="primary" onClick={() => setRaising(true)}>
            {t('disputes.add')}
          </Button>
        ) : null
      }
    >
      <div>
        <Segmented
          aria-label={levels('across.show')}
          value={across ? 'across' : 'here'}
          onChange={(value) => change({ view: value === 'across' ? 'across' : '', open: '', state: '' })}
          options={[
            { value: 'here', label: levels('across.disputes.here') },
            { value: 'across', label: levels('across.disputes.there') },
          ]}
        />
      </div>
      {across ? (
        <>
          <p className="quiet">{levels('across.disputes.lead')}</p>
          <ShareDisputeTable open={search.open || undefined} onOpen={(open) => change({ open })} />
        </>
      ) : (
        <>
          <DataTable
            name="sharing-disputes"
            label={t('disputes.title')}
            columns={columns}
            rowKey={({ id }) => id}
            rows={list.items}
            error={list.error}
            onRetry={list.again}
            empty={{ title: t('disputes.empty'), text: t('disputes.emptyText') }}
            narrowed={Boolean(search.state)}
            onClear={() => change({ state: '' })}
            onOpen={({ id }) => change({ open: id })}
            open={search.open}
            paged={list}
            tools={
              <SelectBox
                label={t('disputes.state')}
                value={search.state ?? ''}
                onChange={(state) => change({ state })}
                options={[
                  { value: '', label: t('all', { label: t('disputes.state') }) },
                  ...STATES.map((value) => ({ value, label: t(`disputes.states.${value}`) })),
                ]}
              />
            }
          />
          <DetailDrawer
            detail={detail}
            title={detail.shown ? `${t('disputes.title')} ${detail.shown.no}` : t('disputes.title')}
          >
            {(dispute) => <DisputeDetail dispute={dispute} />}
          </DetailDrawer>
        </>
      )}
      {raising ? <RaiseDialog onClose={() => setRaising(false)} /> : null}
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<Dispute>[] {
  const t = useSharingText();
  const local = useLocal();
  return [
    {
      key: 'clock',
      title: t('disputes.clock'),
      text: ({ clock }) => clock?.dueDate ?? '',
      show: ({ clock }) => <SharingClock clock={clock} short />,
    },
    {
      key: 'no',
      title: t('disputes.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => <OpenButton onOpen={() => open(id)}>{no}</OpenButton>,
      always: true,
    },
    { key: 'raisedBy', title: t('disputes.raisedBy'), text: ({ raisedBy }) => local(raisedBy.title) },
    { key: 'against', title: t('disputes.against'), text: ({ against }) => local(against.title) },
    { key: 'node', title: t('one.node'), text: ({ node }) => (node ? local(node.title) : '') },
    {
      key: 'about',
      title: t('disputes.about'),
      text: ({ about }) => `${t(`disputes.kinds.${about.kind}`)} · ${local(about.title)}`,
    },
    {
      key: 'state',
      title: t('disputes.state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: ({ state, stateTitle }) => <Tag tone={TONES[state]}>{local(stateTitle)}</Tag>,
    },
    {
      key: 'raisedAt',
      title: t('disputes.raisedAt'),
      text: ({ raisedAt }) => formatInstant(raisedAt),
      show: ({ raisedAt }) => <When at={raisedAt} />,
    },
  ];
}

/** The way back to what it is about. */
function About({ about: { kind, id, title } }: Pick<Dispute, 'about'>) {
  const local = useLocal();
  if (kind === 'request')
    return (
      <Link to="/sharing/requests/$requestId" params={{ requestId: id }}>
        {local(title)}
      </Link>
    );
  if (kind === 'delivery')
    return (
      <Link to="/deliveries" search={{ open: id }}>
        {local(title)}
      </Link>
    );
  if (kind === 'resource')
    return (
      <Link to="/catalogue" search={{ open: id }}>
        {local(title)}
      </Link>
    );
  return <b>{local(title)}</b>;
}

type Act = Dispute['acts'][number];

function DisputeDetail({ dispute }: { dispute: Dispute }) {
  const t = useSharingText();
  const local = useLocal();
  const mark = usePunctuation();
  const [act, setAct] = useState<Act>();
  return (
    <div className="stack">
      <p className="row">
        <Tag tone={TONES[dispute.state]}>{local(dispute.stateTitle)}</Tag>
        {dispute.clock ? <SharingClock clock={dispute.clock} /> : null}
      </p>
      <p>
        {local(dispute.raisedBy.title)} → {local(dispute.against.title)} · {t(`disputes.kinds.${dispute.about.kind}`)}{' '}
        <About about={dispute.about} />
      </p>
      {dispute.node ? <p className="quiet">{t('one.fromNode', { node: local(dispute.node.title) })}</p> : null}
      <blockquote className="objection">
        <AsWritten said={dispute.text} />
      </blockquote>
      {dispute.answer ? (
        <section className="stack-s">
          <h3>{t('disputes.answer')}</h3>
          <blockquote className="objection">
            <AsWritten said={dispute.answer} />
          </blockquote>
        </section>
      ) : null}
      {dispute.settlement ? (
        <section className="stack-s">
          <h3>{t('disputes.settlement')}</h3>
          <p>{dispute.inFavour ? t(`disputes.favours.${dispute.inFavour}`) : ''}</p>
          <blockquote className="objection">
            <AsWritten said={dispute.settlement} />
            {dispute.law ? (
              <>
                {mark.open}
                <AsWritten said={dispute.law} />
                {mark.close}
              </>
            ) : null}
          </blockquote>
        </section>
      ) : null}
      <div className="row">
        {dispute.acts.map((one) => (
          <Button key={one} type={one === 'withdraw' ? 'default' : 'primary'} onClick={() => setAct(one)}>
            {t(`disputes.acts.${one}`)}
          </Button>
        ))}
      </div>
      {act ? <ActDialog key={act} dispute={dispute} act={act} onClose={() => setAct(undefined)} /> : null}
    </div>
  );
}

const said = (text: string): boolean => text.trim().length >= 4;

function ActDialog({ dispute, act, onClose }: { dispute: Dispute; act: Act; onClose: () => void }) {
  const t = useSharingText();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [law, setLaw] = useState('');
  const [favour, setFavour] = useState('');
  const [checked, setChecked] = useState(false);
  const ready = act === 'withdraw' || (said(text) && (act === 'answer' || (said(law) && favour !== '')));
  const send = useMutation({
    mutationFn: () =>
      actOnDispute(
        dispute.id,
        act,
        act === 'answer'
          ? { answer: text.trim() }
          : act === 'settle'
            ? { settlement: text.trim(), law: law.trim(), inFavour: favour }
            : undefined,
      ),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: [SHARING] });
    },
  });
  const fault = (there: boolean) => (checked && !there ? t('required4') : undefined);
  return (
    <Confirm
      open
      title={t(`disputes.acts.${act}`)}
      act={t('form.confirm')}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (ready) send.mutate();
      }}
    >
      {act === 'withdraw' ? (
        <p>{t('disputes.withdrawText')}</p>
      ) : (
        <Written
          label={t(act === 'answer' ? 'disputes.answer' : 'disputes.settlement')}
          value={text}
          onChange={setText}
          fault={fault(said(text))}
        />
      )}
      {act === 'settle' ? (
        <>
          <Field label={t('disputes.law')} required fault={fault(said(law))}>
            {(described) => (
              <Input {...described} value={law} maxLength={500} onChange={(event) => setLaw(event.target.value)} />
            )}
          </Field>
          <Radio.Group
            aria-label={t('disputes.inFavour')}
            value={favour}
            onChange={(event) => setFavour(String(event.target.value))}
            options={(['raiser', 'other', 'both'] as const).map((value) => ({
              value,
              label: t(`disputes.favours.${value}`),
            }))}
          />
          {checked && !favour ? <p className="fault">{t('required')}</p> : null}
        </>
      ) : null}
    </Confirm>
  );
}
