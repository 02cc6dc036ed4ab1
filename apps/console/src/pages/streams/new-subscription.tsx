import { ErrorNotice, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Radio } from 'antd';
import { useState } from 'react';
import { createSubscription } from '../../api/streams.ts';
import { applicationsQuery } from '../../data/queries.ts';
import { RAIL, streamLinesQuery } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Both, filled, NO_TEXT } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { OfficeField } from '../../rail/office-field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { faultsIn } from '../connections/schema-values.ts';
import { PurposeField } from './purpose-field.tsx';
import { SecretBox } from './secret-box.tsx';

const GRADES = ['1', '2', '3', '4'] as const;
type Props = { lineId: string | undefined; onClose: () => void };

/** A department's system may ride along: who, what for, which items, and how it is told. Personal items are given only when named. */
export function NewSubscriptionDrawer({ lineId, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const may = usePermission();
  const client = useQueryClient();
  const lineList = useQuery(streamLinesQuery);
  const lines = lineList.data?.items ?? [];
  const applicationList = useQuery({ ...applicationsQuery, enabled: may('interfaces.read') });
  const applications = applicationList.data?.items ?? [];
  const [title, setTitle] = useState(NO_TEXT);
  const [kind, setKind] = useState<'pull' | 'webhook'>('webhook');
  const [line, setLine] = useState(lineId ?? '');
  const [application, setApplication] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [url, setUrl] = useState('');
  const [algorithm, setAlgorithm] = useState<'sm3' | 'sha256'>('sm3');
  const [purpose, setPurpose] = useState('');
  const [basis, setBasis] = useState('');
  const [grade, setGrade] = useState('2');
  const [named, setNamed] = useState<readonly string[]>([]);
  const [from, setFrom] = useState<'now' | 'begins'>('now');
  const [checked, setChecked] = useState(false);
  const chosen = lines.find((one) => one.lineId === line);
  const personal = chosen?.items.filter((item) => item.personal) ?? [];
  // Of an application its office; a purpose is one of those that were granted to it.
  const consumer =
    applications.find(({ id }) => id === application)?.organisation ?? (kind === 'webhook' ? organisation : '');
  const name = filled(title);
  const receiver = kind === 'pull' ? application : organisation || application;
  const ready = name && line && receiver && purpose.trim().length >= 2 && (kind === 'pull' || url);
  const send = useMutation({
    mutationFn: () =>
      createSubscription({
        title: name ?? title,
        kind,
        purpose: purpose.trim(),
        grade: Number(grade),
        lines: [{ lineId: line, items: [...named] }],
        from,
        ...(application ? { application } : {}),
        ...(!application && organisation ? { organisation } : {}),
        ...(basis.trim() ? { basis: basis.trim() } : {}),
        ...(kind === 'webhook' ? { url: url.trim(), algorithm } : {}),
      }),
    onSuccess: ({ secret }) => {
      if (!secret) onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const faults = faultsIn(send.error);
  const required = (there: unknown) => (checked && !there ? t('form.required') : undefined);
  return (
    <DetailDrawer detail={{ id: 'new', shown: lines, error: null, onRetry: onClose, onClose }} title={t('streams.add')}>
      {() =>
        send.data?.secret ? (
          <SecretBox secret={send.data.secret} onDone={onClose} />
        ) : (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              setChecked(true);
              if (ready) send.mutate();
            }}
          >
            <Both label={t('streams.name')} value={title} onChange={setTitle} required fault={required(name)} />
            <NotLoaded query={lineList} />
            <Field label={t('streams.line')} required fault={required(line)}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('streams.line')}
                  value={line}
                  width="100%"
                  search
                  onChange={(value) => {
                    setLine(value);
                    setNamed([]);
                    setPurpose('');
                  }}
                  options={lines.map((one) => ({
                    value: one.lineId,
                    label: `${local(one.title)} · ${local(one.organisationName)}`,
                  }))}
                />
              )}
            </Field>
            {chosen && !chosen.streamed ? <small>{t('streams.willStart')}</small> : null}
            <Radio.Group
              aria-label={t('streams.kind')}
              value={kind}
              onChange={(event) => setKind(event.target.value as 'pull' | 'webhook')}
              options={[
                { value: 'webhook', label: t('streams.kinds.webhook') },
                { value: 'pull', label: t('streams.kinds.pull') },
              ]}
            />
            <NotLoaded query={applicationList} />
            {applications.length > 0 || kind === 'pull' ? (
              <Field
                label={t('streams.application')}
                required={kind === 'pull'}
                hint={kind === 'pull' ? t('streams.applicationPull') : undefined}
                fault={kind === 'pull' ? required(application) : undefined}
              >
                {(described) => (
                  <SelectBox
                    {...described}
                    label={t('streams.application')}
                    value={application}
                    width="100%"
                    search
                    onChange={(value) => {
                      setApplication(value);
                      setPurpose('');
                    }}
                    options={[
                      { value: '', label: t('streams.noApplication') },
                      ...applications.map((one) => ({ value: one.id, label: local(one.title) })),
                    ]}
                  />
                )}
              </Field>
            ) : null}
            {kind === 'webhook' ? (
              <>
                {application ? null : (
                  <OfficeField
                    label={t('streams.organisation')}
                    value={organisation}
                    fault={required(organisation)}
                    onChange={(value) => {
                      setOrganisation(value);
                      setPurpose('');
                    }}
                  />
                )}
                <Field
                  label={t('streams.url')}
                  hint={t('streams.urlHint')}
                  required
                  fault={faults.get('/url') ?? required(url)}
                >
                  {(described) => (
                    <Input
                      {...described}
                      type="url"
                      value={url}
                      maxLength={500}
                      placeholder={`${'https'}://`}
                      onChange={(event) => setUrl(event.target.value)}
                    />
                  )}
                </Field>
                <Radio.Group
                  aria-label={t('streams.algorithm')}
                  value={algorithm}
                  onChange={(event) => setAlgorithm(event.target.value as 'sm3' | 'sha256')}
                  options={[
                    { value: 'sm3', label: 'HMAC-SM3' },
                    { value: 'sha256', label: 'HMAC-SHA-256' },
                  ]}
                />
              </>
            ) : null}
            <PurposeField
              key={`${line} ${consumer} ${application}`}
              line={chosen}
              organisation={consumer}
              application={application}
              value={purpose}
              fault={faults.get('/purpose') ?? required(purpose.trim().length >= 2)}
              onChange={setPurpose}
            />
            <Field label={t('streams.basis')} hint={t('streams.basisHint')} fault={faults.get('/basis')}>
              {(described) => (
                <Input
                  {...described}
                  value={basis}
                  maxLength={200}
                  onChange={(event) => setBasis(event.target.value)}
                />
              )}
            </Field>
            <Field label={t('streams.grade')} hint={t('streams.gradeHint')}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('streams.grade')}
                  value={grade}
                  onChange={setGrade}
                  options={GRADES.map((value) => ({ value, label: t('sources.gradeValue', { grade: value }) }))}
                />
              )}
            </Field>
            {personal.length > 0 ? (
              <fieldset className="flow">
                <legend>{t('streams.personal')}</legend>
                <small>{t('streams.personalText')}</small>
                <Checkbox.Group
                  value={[...named]}
                  onChange={(values) => setNamed(values)}
                  options={personal.map((item) => ({
                    value: item.name,
                    label: `${local(item.title)}${mark.open}${t('sources.gradeValue', { grade: item.grade })}${mark.close}`,
                  }))}
                />
              </fieldset>
            ) : null}
            <Radio.Group
              aria-label={t('streams.from')}
              value={from}
              onChange={(event) => setFrom(event.target.value as 'now' | 'begins')}
              options={[
                { value: 'now', label: t('streams.fromNow') },
                { value: 'begins', label: t('streams.fromBegins') },
              ]}
            />
            {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={send.isPending}>
                {t('streams.add')}
              </Button>
              <Button onClick={onClose}>{t('form.cancel')}</Button>
            </div>
          </form>
        )
      }
    </DetailDrawer>
  );
}
