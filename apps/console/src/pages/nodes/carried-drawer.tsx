import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import {
  checkReceipt,
  orderPublication,
  withdrawPublication,
  type Publication,
  type Receipt,
  type RowState,
} from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { factsOf, type Carried } from './carried.ts';

/** One table between two nodes: what each side holds, whether that agrees, and what can be done. */
export function CarriedDrawer({ detail }: { detail: Detail<Carried> }) {
  const t = useText();
  const local = useLocal();
  const shown = detail.shown && factsOf(detail.shown);
  return (
    <DetailDrawer detail={detail} title={local(shown?.title) || t('nodes.title')}>
      {(carried) => <Facts carried={carried} />}
    </DetailDrawer>
  );
}

function Facts({ carried }: { carried: Carried }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const facts = factsOf(carried);
  const { publication, receipt } = carried;
  const side = (name: string, rows: RowState | undefined) => (
    <tr>
      <td>{name}</td>
      <td className="number">{rows ? formatCount(rows.count) : '–'}</td>
      <td>
        <code>{rows ? rows.sum.slice(0, 16) : '–'}</code>
      </td>
    </tr>
  );
  return (
    <div className="stack">
      {facts.fault ? (
        <div className="fault-box" role="status">
          <h3>{local(facts.fault.text)}</h3>
          <p>{local(facts.fault.mend)}</p>
        </div>
      ) : null}
      {facts.difference ? (
        <div className="fault-box" data-tone="amber" role="status">
          <p>{t('nodes.differsText', { at: formatInstant(facts.difference.at) })}</p>
        </div>
      ) : null}
      <dl className="facts">
        <dt>{t('nodes.direction')}</dt>
        <dd>
          {t(`nodes.directions.${carried.direction}`)} · {local(facts.peerName)}
        </dd>
        <dt>{t('railway.columns.state')}</dt>
        <dd>{t(`nodes.states.${facts.state}`)}</dd>
        <dt>{t('railway.columns.lag')}</dt>
        <dd>
          {words.lag(facts.lagMs)}
          {facts.lagChanges === undefined ? '' : ` · ${t('nodes.behind', { count: facts.lagChanges })}`}
        </dd>
        <dt>{t('nodes.lastAt')}</dt>
        <dd>{facts.at ? formatInstant(facts.at, { seconds: true }) : '–'}</dd>
        {publication?.lineId ? (
          <>
            <dt>{t('nodes.line')}</dt>
            <dd>
              <Link to="/lines/$lineId" params={{ lineId: publication.lineId }}>
                {local(publication.lineTitle) || publication.lineId}
              </Link>
            </dd>
          </>
        ) : null}
        {publication?.basis ? (
          <>
            <dt>{t('streams.basis')}</dt>
            <dd>{publication.basis}</dd>
          </>
        ) : null}
        {receipt?.table ? (
          <>
            <dt>{t('nodes.table')}</dt>
            <dd>
              <code>{receipt.table}</code>
            </dd>
          </>
        ) : null}
      </dl>
      <SubTable caption={t('nodes.bothSides')} heads={[t('nodes.side'), { number: t('nodes.rows') }, t('nodes.sum')]}>
        {side(t('nodes.sent'), facts.sent)}
        {side(t('nodes.got'), facts.got)}
      </SubTable>
      {publication ? <PublicationActs publication={publication} /> : null}
      {receipt ? <ReceiptActs receipt={receipt} /> : null}
      <SubTable
        caption={t('nodes.items')}
        heads={[t('sources.item'), { number: t('sources.grade') }, t('catalogue.personal')]}
      >
        {facts.items.map((item) => (
          <tr key={item.name}>
            <td>{local(item.title)}</td>
            <td className="number">{t('sources.gradeValue', { grade: item.grade })}</td>
            <td>{item.personal ? t('yes') : t('no')}</td>
          </tr>
        ))}
      </SubTable>
    </div>
  );
}

function PublicationActs({ publication }: { publication: Publication }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'withdraw' | 'republish'>();
  const [remove, setRemove] = useState(false);
  const send = useMutation({
    mutationFn: (act: 'pause' | 'resume' | 'republish' | 'check' | 'withdraw') =>
      act === 'withdraw' ? withdrawPublication(publication.id, remove) : orderPublication(publication.id, act),
    onSuccess: () => {
      setAsked(undefined);
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  if (!may('nodes.publish') || publication.state === 'withdrawn') return null;
  return (
    <>
      <div className="row">
        {publication.state === 'paused' ? (
          <Button type="primary" onClick={() => send.mutate('resume')}>
            {t('line.acts.resume')}
          </Button>
        ) : (
          <Button onClick={() => send.mutate('pause')}>{t('line.acts.pause')}</Button>
        )}
        {publication.lineId ? (
          <>
            <Button onClick={() => send.mutate('check')}>{t('nodes.check')}</Button>
            <Button onClick={() => setAsked('republish')}>{t('nodes.republish')}</Button>
          </>
        ) : null}
        <Button danger onClick={() => setAsked('withdraw')}>
          {t('nodes.withdraw')}
        </Button>
      </div>
      {send.error && !asked ? <ErrorNotice error={send.error} level={3} /> : null}
      <Confirm
        open={asked !== undefined}
        title={asked ? t(`nodes.ask.${asked}`) : ''}
        act={asked ? t(`nodes.${asked}`) : ''}
        danger={asked === 'withdraw'}
        busy={send.isPending}
        error={asked ? send.error : null}
        onAct={() => asked && send.mutate(asked)}
        onClose={() => setAsked(undefined)}
      >
        {asked ? <p>{t(`nodes.askText.${asked}`)}</p> : null}
        {asked === 'withdraw' ? (
          <Checkbox checked={remove} onChange={(event) => setRemove(event.target.checked)}>
            {t('nodes.removeThere')}
          </Checkbox>
        ) : null}
      </Confirm>
    </>
  );
}

function ReceiptActs({ receipt }: { receipt: Receipt }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => checkReceipt(receipt.id),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  if (!may('nodes.publish') || receipt.state === 'removed') return null;
  return (
    <div className="stack-s">
      <div className="row">
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          {t('nodes.check')}
        </Button>
        {receipt.checkedAt ? <small>{t('nodes.checkedAt', { at: formatInstant(receipt.checkedAt) })}</small> : null}
      </div>
      {check.error ? <ErrorNotice error={check.error} level={3} /> : null}
    </div>
  );
}
