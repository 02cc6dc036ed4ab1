import { ErrorNotice, useLocal, type LocalText } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ACROSS, askForShare, fetchOffers, type Offer } from '../../api/nodes.ts';
import { applicationsQuery } from '../../data/queries.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { TableProps } from './across-page.tsx';

type Row = { offer: Offer; one: Offer['interfaces'][number] };

/** Interfaces that other nodes offer with their entries, and the request for one. `ask`: `<node>/<resource>` that somebody came from, to ask for. */
export function OfferTable({ ask, change }: Pick<TableProps, 'change'> & { ask: string | undefined }) {
  const navigate = useNavigate();
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const query = useQuery({ queryKey: [ACROSS, 'offers'], queryFn: fetchOffers });
  const [chosen, setChosen] = useState<Row>();
  const all = query.data?.items.flatMap((offer) => offer.interfaces.map((one) => ({ offer, one })));
  const rows = ask ? all?.filter(({ offer }) => ask === `${offer.peerId}/${offer.resource}`) : all;
  // Whoever came for a resource with one interface came for that.
  const wanted = chosen ?? (ask && rows?.length === 1 ? rows[0] : undefined);
  const columns: Column<Row>[] = [
    {
      key: 'title',
      title: t('across.interface'),
      text: ({ one }) => local(one.title),
      show: ({ offer, one }) => (
        <>
          <b>{local(one.title)}</b>
          <small className="below">{local(offer.summary)}</small>
        </>
      ),
      always: true,
    },
    { key: 'resource', title: t('across.resource'), text: ({ offer }) => local(offer.title) },
    {
      key: 'node',
      title: t('across.node'),
      text: ({ offer }) => [local(offer.peerName), local(offer.providerName)].filter(Boolean).join(' · '),
      show: ({ offer }) => (
        <>
          {local(offer.peerName)}
          {offer.providerName ? <small className="below">{local(offer.providerName)}</small> : null}
        </>
      ),
    },
    {
      key: 'ask',
      title: t('across.ask'),
      text: () => '',
      show: (row) =>
        may('sharing.apply') ? (
          <Button size="small" onClick={() => setChosen(row)}>
            {t('across.ask')}
          </Button>
        ) : (
          <Tag>{row.one.mode}</Tag>
        ),
    },
    {
      key: 'fields',
      title: t('across.fields'),
      text: ({ one }) => one.fields.map(({ title }) => local(title)).join(' · '),
    },
  ];
  return (
    <>
      <DataTable
        name="offers"
        label={t('across.tabs.offers')}
        columns={columns}
        rowKey={({ offer, one }) => `${offer.peerId} ${one.id}`}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        narrowed={Boolean(ask)}
        onClear={() => change({ ask: '' })}
        empty={{ title: t('across.emptyOffers'), text: t('across.emptyOffersText') }}
      />
      {wanted ? (
        <Ask
          key={`${wanted.offer.peerId} ${wanted.one.id}`}
          row={wanted}
          onClose={() => {
            setChosen(undefined);
            if (ask && rows?.length === 1) change({ ask: '' });
          }}
          onSent={() => void navigate({ to: '/sharing/requests', search: { view: 'across' } })}
        />
      ) : null}
    </>
  );
}

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const PURPOSE_ID = /^[a-z][a-z0-9-]{1,40}$/;

function Ask({ row, onClose, onSent }: { row: Row; onClose: () => void; onSent: () => void }) {
  const { offer, one } = row;
  const t = useLevelsText();
  const local = useLocal();
  const client = useQueryClient();
  const { staff } = useSession();
  const known = useQuery(applicationsQuery);
  const applications = (known.data?.items ?? []).filter(({ organisation }) => organisation === staff?.organisation);
  const [application, setApplication] = useState('');
  const [fields, setFields] = useState(one.fields.map(({ name }) => name));
  const [purpose, setPurpose] = useState<LocalText>({ zh: '', en: '' });
  const [purposeId, setPurposeId] = useState('');
  const [basis, setBasis] = useState('');
  const [until, setUntil] = useState(dayFromNow(365));
  const [callsPerDay, setCalls] = useState(500);
  const chosen = application || (applications[0]?.id ?? '');
  const send = useMutation({
    mutationFn: () => {
      const title = { zh: purpose.zh.trim(), en: purpose.en.trim() || purpose.zh.trim() };
      const what = { peerId: offer.peerId, resource: offer.resource, interface: one.id, application: chosen, fields };
      const terms = { basis: basis.trim(), from: dayFromNow(0), until, callsPerDay };
      return askForShare({ ...what, ...terms, purposes: [{ id: purposeId, title }] });
    },
    onSuccess: async () => {
      onClose();
      onSent();
      await client.invalidateQueries({ queryKey: [ACROSS] });
    },
  });
  const ready = chosen !== '' && purpose.zh.trim().length > 1 && PURPOSE_ID.test(purposeId) && basis.trim().length > 1;
  return (
    <DetailDrawer
      detail={{ id: one.id, shown: row, error: null, onRetry: onClose, onClose }}
      title={t('across.askFor', { title: local(one.title) })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) send.mutate();
          }}
        >
          {offer.shareCondition ? <p>{local(offer.shareCondition)}</p> : null}
          <NotLoaded query={known} />
          {known.data && applications.length === 0 ? (
            <p>{t('across.noApplications')}</p>
          ) : (
            <Field label={t('across.application')} required>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('across.application')}
                  value={chosen}
                  width="100%"
                  onChange={setApplication}
                  options={applications.map((each) => ({ value: each.id, label: local(each.title) }))}
                />
              )}
            </Field>
          )}
          <fieldset className="plain">
            <legend>{t('across.fields')}</legend>
            <Checkbox.Group
              options={one.fields.map(({ name, title }) => ({ value: name, label: local(title) }))}
              value={fields}
              onChange={(names) => setFields(names)}
            />
          </fieldset>
          <Field label={t('across.purpose')} required>
            {(described) => (
              <Input
                {...described}
                maxLength={200}
                value={purpose.zh}
                onChange={(event) => setPurpose({ zh: event.target.value, en: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('across.purposeId')} hint={t('across.purposeIdHint')} required>
            {(described) => (
              <Input
                {...described}
                maxLength={40}
                value={purposeId}
                onChange={(event) => setPurposeId(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('across.basis')} required>
            {(described) => (
              <Input {...described} maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
            )}
          </Field>
          <div className="two">
            <Field label={t('across.until')} required>
              {(described) => (
                <Input {...described} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
              )}
            </Field>
            <Field label={t('across.callsPerDay')} required>
              {(described) => (
                <InputNumber
                  {...described}
                  min={1}
                  max={1_000_000}
                  value={callsPerDay}
                  onChange={(value) => setCalls(value ?? 1)}
                />
              )}
            </Field>
          </div>
          {send.error ? <ErrorNotice error={send.error} level={3} kept={t('kept')} /> : null}
          <div>
            <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!ready}>
              {t('across.ask')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
