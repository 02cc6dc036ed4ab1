import { EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AutoComplete, Button, Checkbox, Input, InputNumber } from 'antd';
import { useEffect, useState } from 'react';
import {
  editRequest,
  fetchChoices,
  fetchOptions,
  fetchRequest,
  makeRequest,
  previewRequest,
  SHARING,
  type Options,
  type RequestDetail,
} from '../../api/sharing.ts';
import { Written } from '../../form/written.tsx';
import { Both } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import '../../styles/case.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/sharing.css';
import { askedOf, draftOf, emptyDraft, missing, PURPOSE_ID, type Draft } from './ask-form.ts';
import { Foretold, ShareTerms } from './foretold.tsx';

const route = getRouteApi('/sharing/new');
const DELIVERIES = ['interface', 'subscription', 'file', 'sandbox'] as const;
const SETTLE_MS = 400;
type Search = { resource?: string; request?: string };

/** 申请数据: what, what for and on which ground; beside it, before anything is sent, who will decide and when. */
export function NewRequestPage() {
  const t = useSharingText();
  const { resource, request }: Search = route.useSearch();
  const before = useQuery({
    queryKey: [SHARING, 'request', request ?? ''],
    queryFn: () => fetchRequest(request ?? ''),
    enabled: request !== undefined,
    refetchOnWindowFocus: false,
  });
  return (
    <Page title={t(request ? 'ask.editTitle' : 'ask.title')} lead={t('ask.lead')}>
      {request === undefined ? (
        <AskForm key={resource ?? ''} start={emptyDraft(resource ?? '')} />
      ) : before.data ? (
        <AskForm start={draftOf(before.data)} before={before.data} />
      ) : before.error ? (
        <ErrorNotice error={before.error} onRetry={() => void before.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function AskForm({ start, before }: { start: Draft; before?: RequestDetail }) {
  const t = useSharingText();
  const local = useLocal();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [draft, setDraft] = useState(start);
  const [checked, setChecked] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const choices = useQuery({ queryKey: [SHARING, 'choices'], queryFn: fetchChoices, enabled: before === undefined });
  const options = useQuery({
    queryKey: [SHARING, 'options', draft.resource],
    queryFn: () => fetchOptions(draft.resource),
    enabled: draft.resource !== '',
  });
  const lacking = missing(draft, options.data);
  const ready = lacking.size === 0;
  const settled = useSettled(ready ? JSON.stringify(askedOf(draft)) : '');
  const preview = useQuery({
    queryKey: [SHARING, 'preview', settled],
    queryFn: () => previewRequest(JSON.parse(settled)),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const send = useMutation({
    mutationFn: (submit: boolean) =>
      before ? editRequest(before.id, askedOf(draft), before.revision, submit) : makeRequest(askedOf(draft), submit),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [SHARING] });
      await navigate({ to: '/sharing/requests/$requestId', params: { requestId: id } });
    },
  });
  const foretold = ready && settled !== '' ? preview.data : undefined;
  const told = (name: keyof Draft) =>
    checked && lacking.has(name)
      ? t(['purpose', 'basis', 'explanation'].includes(name) ? 'required4' : 'required')
      : undefined;
  return (
    <form
      className="case-columns"
      aria-label={t('ask.title')}
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (ready) send.mutate(true);
      }}
    >
      <div className="card pad stack">
        {before ? (
          <p>
            <b>{local(before.resource.title)}</b>
          </p>
        ) : (
          <Field label={t('ask.resource')} hint={t('ask.resourceHint')} required fault={told('resource')}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('ask.resource')}
                value={draft.resource}
                width="100%"
                search
                onChange={(value) => setDraft({ ...emptyDraft(value), application: draft.application })}
                options={[
                  ...(draft.resource ? [] : [{ value: '', label: t('ask.chooseResource') }]),
                  ...(choices.data?.items ?? []).map((one) => ({
                    value: one.id,
                    label: `${local(one.title)} · ${local(one.provider)}`,
                  })),
                ]}
              />
            )}
          </Field>
        )}
        {options.error ? <ErrorNotice error={options.error} onRetry={() => void options.refetch()} level={3} /> : null}
        {options.data ? (
          <Rest draft={draft} options={options.data} change={change} told={told} checked={checked} />
        ) : null}
        {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
        {options.data && mayAsk(options.data) ? (
          <div className="row">
            <Button type="primary" htmlType="submit" loading={send.isPending}>
              {t('ask.send')}
            </Button>
            {before === undefined || before.state === 'draft' ? (
              <Button
                disabled={send.isPending}
                onClick={() => {
                  setChecked(true);
                  if (ready) send.mutate(false);
                }}
              >
                {t('ask.save')}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      <aside className="card pad stack aside-foretold" aria-label={t('ask.foretold')}>
        <h2>{t('ask.foretold')}</h2>
        {options.data ? <ShareTerms options={options.data} /> : null}
        {options.data && !mayAsk(options.data) ? null : <Foretold preview={foretold} delivery={draft.delivery} />}
        {settled && preview.error ? <ErrorNotice error={preview.error} level={3} /> : null}
      </aside>
    </form>
  );
}

const mayAsk = (options: Options): boolean => !options.own && options.shareType !== 'none';

type RestProps = {
  draft: Draft;
  options: Options;
  change: (part: Partial<Draft>) => void;
  told: (name: keyof Draft) => string | undefined;
  checked: boolean;
};

function Rest({ draft, options, change, told, checked }: RestProps) {
  const t = useSharingText();
  const local = useLocal();
  if (options.own) return <EmptyState title={t('ask.own')} text={t('ask.ownText')} />;
  if (options.shareType === 'none')
    return (
      <EmptyState title={t('ask.notShared')} text={t('ask.notSharedText', { basis: local(options.shareBasis) || '–' })}>
        <Link to="/sharing/disputes">{t('disputes.title')}</Link>
      </EmptyState>
    );
  const covering = options.interfaces.filter((one) => draft.fields.every((field) => one.fields.includes(field)));
  return (
    <>
      <fieldset className="flow">
        <legend>
          {t('ask.fields')}{' '}
          <span className="required" aria-hidden="true">
            *
          </span>
        </legend>
        <small>{t('ask.fieldsHint')}</small>
        <Checkbox.Group
          className="field-choice"
          value={draft.fields}
          onChange={(fields) => change({ fields, interface: '' })}
          options={options.fields.map((field) => ({
            value: field.name,
            label: t(field.personal ? 'ask.fieldPersonal' : 'ask.field', {
              title: local(field.title),
              grade: field.grade,
            }),
          }))}
        />
        {told('fields') ? <p className="fault">{told('fields')}</p> : null}
      </fieldset>
      <Field
        label={t('ask.application')}
        required
        fault={told('application')}
        hint={options.applications.length === 0 ? t('ask.noApplications') : undefined}
      >
        {(described) => (
          <SelectBox
            {...described}
            label={t('ask.application')}
            value={draft.application}
            width="100%"
            onChange={(application) => change({ application })}
            options={[
              ...(draft.application ? [] : [{ value: '', label: t('form.choose') }]),
              ...options.applications.map((one) => ({ value: one.id, label: local(one.title) })),
            ]}
          />
        )}
      </Field>
      <Field label={t('ask.delivery')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('ask.delivery')}
            value={draft.delivery}
            width="100%"
            onChange={(delivery) => change({ delivery: delivery as Draft['delivery'], interface: '' })}
            options={DELIVERIES.map((value) => ({ value, label: t(`deliveriesLong.${value}`) }))}
          />
        )}
      </Field>
      {draft.delivery === 'interface' ? (
        <Field label={t('ask.interface')} hint={t('ask.interfaceHint')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('ask.interface')}
              value={draft.interface}
              width="100%"
              onChange={(chosen) => change({ interface: chosen })}
              options={[
                { value: '', label: t('ask.interfaceAny') },
                ...covering.map((one) => ({ value: one.id, label: local(one.title) })),
              ]}
            />
          )}
        </Field>
      ) : null}
      <Both
        label={t('ask.purpose')}
        value={draft.purpose}
        onChange={(purpose) => change({ purpose })}
        required
        fault={told('purpose')}
      />
      <Field
        label={t('ask.purposeCode')}
        hint={t('ask.purposeCodeHint')}
        required
        fault={checked && !PURPOSE_ID.test(draft.purposeId) ? t('ask.purposeCodeBad') : undefined}
      >
        {(described) => (
          <AutoComplete
            {...described}
            aria-label={t('ask.purposeCode')}
            value={draft.purposeId}
            onChange={(purposeId: string) => change({ purposeId })}
            options={options.purposes.map((one) => ({ value: one.id, label: `${one.id} · ${local(one.title)}` }))}
          />
        )}
      </Field>
      <Both
        label={t('ask.basis')}
        value={draft.basis}
        onChange={(basis) => change({ basis })}
        required
        fault={told('basis')}
      />
      <Written
        label={t('ask.explanation')}
        value={draft.explanation}
        onChange={(explanation) => change({ explanation })}
        fault={told('explanation')}
      />
      <div className="two">
        <Field label={t('ask.callsPerDay')}>
          {(described) => (
            <InputNumber
              {...described}
              style={{ width: '100%' }}
              min={1}
              value={draft.callsPerDay ?? null}
              onChange={(value) => change({ callsPerDay: value ?? undefined })}
            />
          )}
        </Field>
        <Field label={t('ask.rowsPerDay')}>
          {(described) => (
            <InputNumber
              {...described}
              style={{ width: '100%' }}
              min={1}
              value={draft.rowsPerDay ?? null}
              onChange={(value) => change({ rowsPerDay: value ?? undefined })}
            />
          )}
        </Field>
      </div>
      <div className="two">
        <Field label={t('ask.from')} hint={t('ask.fromHint')}>
          {(described) => (
            <Input
              {...described}
              type="date"
              value={draft.from}
              onChange={(event) => change({ from: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('ask.until')} hint={t('ask.untilHint')} required fault={told('until')}>
          {(described) => (
            <Input
              {...described}
              type="date"
              value={draft.until}
              onChange={(event) => change({ until: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

/** The text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text === '' ? '' : settled;
}
