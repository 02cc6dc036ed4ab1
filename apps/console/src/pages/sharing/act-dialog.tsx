import { useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Checkbox, Input, InputNumber, Radio, Rate } from 'antd';
import { useState } from 'react';
import { actOnRequest, SHARING, type RequestDetail } from '../../api/sharing.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import type { DialogAct } from './request-page.tsx';

type Props = { act: DialogAct; request: RequestDetail; onClose: () => void };
/** Everything that one act may need; each act reads its own part. */
type Form = {
  choice: string;
  text: string;
  law: string;
  fields: string[];
  dropped: Record<string, string>;
  days: number;
  interface: string;
  until: string;
  stars: number;
};

/** One act on a request, with what it needs and what it will do. */
export function ActDialog({ act, request, onClose }: Props) {
  const t = useSharingText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = request.proposed?.fields ?? request.asked.fields;
  const covering = request.interfaces.find((one) => one.covers);
  const [form, setForm] = useState<Form>({
    choice: '',
    text: '',
    law: '',
    fields: [...open],
    dropped: {},
    days: 5,
    interface: covering?.id ?? '',
    until: '',
    stars: 0,
  });
  const [checked, setChecked] = useState(false);
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const body = bodyOf(act, form, request);
  const send = useMutation({
    mutationFn: (ready: Record<string, unknown>) =>
      actOnRequest(request.id, act, act === 'renew' ? ready : { revision: request.revision, ...ready }),
    onSuccess: async ({ id }) => {
      onClose();
      await client.invalidateQueries({ queryKey: [SHARING] });
      if (id !== request.id) await navigate({ to: '/sharing/requests/$requestId', params: { requestId: id } });
    },
  });
  return (
    <Confirm
      open
      wide={act === 'decide'}
      title={t(`acts.${act}`)}
      act={t('form.confirm')}
      danger={act === 'withdraw' || act === 'end' || form.choice === 'refuse'}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (body) send.mutate(body);
      }}
    >
      <Inside act={act} request={request} form={form} change={change} checked={checked} />
    </Confirm>
  );
}

const said = (text: string): boolean => text.trim().length >= 4;

/** The body of the act; undefined while something is missing. */
function bodyOf(act: DialogAct, form: Form, request: RequestDetail): Record<string, unknown> | undefined {
  const text = form.text.trim();
  const law = form.law.trim();
  const grounds = said(text) && said(law) ? { reason: text, law } : undefined;
  const open = request.proposed?.fields ?? request.asked.fields;
  switch (act) {
    case 'submit':
      return {};
    case 'check':
      if (form.choice === 'pass') return { pass: true };
      return form.choice === 'fail' && grounds ? { pass: false, ...grounds } : undefined;
    case 'return':
      return said(text) ? { what: text } : undefined;
    case 'decide': {
      if (form.choice === 'agree') return { fields: [...open] };
      if (form.choice === 'refuse') return grounds && { fields: [], ...grounds };
      const dropped = open.filter((field) => !form.fields.includes(field));
      const whole =
        form.choice === 'partly' &&
        form.fields.length > 0 &&
        dropped.length > 0 &&
        said(law) &&
        dropped.every((field) => form.dropped[field]?.trim());
      return whole ? { fields: form.fields, dropped: form.dropped, law } : undefined;
    }
    case 'extend':
      return said(text) ? { days: form.days, reason: text } : undefined;
    case 'answer-extension':
      return form.choice && said(text) ? { consent: form.choice === 'consent', reason: text } : undefined;
    case 'deliver':
      if (request.delivery !== 'interface') return {};
      return form.interface ? { interface: form.interface } : undefined;
    case 'object':
    case 'urge':
      return said(text) ? { text } : undefined;
    case 'arbitrate':
      return form.choice && grounds ? { uphold: form.choice === 'uphold', finding: text, law } : undefined;
    case 'renew':
      return form.until && said(text) ? { until: form.until, explanation: text } : undefined;
    case 'rate':
      return form.stars > 0 ? { stars: form.stars, ...(text ? { text } : {}) } : undefined;
    case 'end':
    case 'withdraw':
      return said(text) ? { reason: text } : undefined;
  }
}

type InsideProps = {
  act: DialogAct;
  request: RequestDetail;
  form: Form;
  change: (part: Partial<Form>) => void;
  checked: boolean;
};

function Inside({ act, request, form, change, checked }: InsideProps) {
  const t = useSharingText();
  const local = useLocal();
  const fault = (there: boolean) => (checked && !there ? t('required4') : undefined);
  const words = (label: string, hint?: string) => (
    <Written
      label={label}
      {...(hint ? { hint } : {})}
      value={form.text}
      onChange={(text) => change({ text })}
      fault={fault(said(form.text))}
    />
  );
  const law = (
    <Field label={t('form.law')} hint={t('form.lawHint')} required fault={fault(said(form.law))}>
      {(described) => (
        <Input
          {...described}
          value={form.law}
          maxLength={500}
          onChange={(event) => change({ law: event.target.value })}
        />
      )}
    </Field>
  );
  const choice = (label: string, options: { value: string; label: string }[]) => (
    <>
      <Radio.Group
        className="ways"
        aria-label={label}
        value={form.choice}
        onChange={(event) => change({ choice: String(event.target.value) })}
        options={options}
      />
      {checked && !form.choice ? <p className="fault">{t('required')}</p> : null}
    </>
  );
  switch (act) {
    case 'check':
      return (
        <>
          {choice(t('acts.check'), [
            { value: 'pass', label: t('form.pass') },
            { value: 'fail', label: t('form.fail') },
          ])}
          {form.choice === 'fail' ? (
            <>
              {words(t('form.reason'))}
              {law}
            </>
          ) : null}
        </>
      );
    case 'return':
      return words(t('form.what'), t('form.whatHint'));
    case 'decide':
      return (
        <>
          {choice(t('acts.decide'), [
            { value: 'agree', label: t('form.agree') },
            { value: 'partly', label: t('form.partly') },
            { value: 'refuse', label: t('form.refuse') },
          ])}
          {form.choice === 'partly' ? (
            <PartOfFields request={request} form={form} change={change} checked={checked} />
          ) : null}
          {form.choice === 'refuse' ? words(t('form.reason')) : null}
          {form.choice === 'partly' || form.choice === 'refuse' ? law : null}
        </>
      );
    case 'extend':
      return (
        <>
          <Field label={t('form.days')} required>
            {(described) => (
              <InputNumber
                {...described}
                min={1}
                max={10}
                value={form.days}
                onChange={(days) => change({ days: days ?? 1 })}
              />
            )}
          </Field>
          {words(t('form.reason'))}
        </>
      );
    case 'answer-extension':
      return (
        <>
          {choice(t('acts.answer-extension'), [
            { value: 'consent', label: t('form.consent') },
            { value: 'decline', label: t('form.decline') },
          ])}
          {words(t('form.reason'))}
        </>
      );
    case 'deliver':
      return (
        <>
          <p>{t('form.deliverText', { application: local(request.application.title) })}</p>
          {request.delivery !== 'interface' ? null : request.interfaces.some((one) => one.covers) ? (
            <Field label={t('form.interface')} required>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('form.interface')}
                  value={form.interface}
                  width="100%"
                  onChange={(chosen) => change({ interface: chosen })}
                  options={request.interfaces.map((one) => ({
                    value: one.id,
                    label: one.covers ? local(one.title) : t('form.interfaceNotCovering', { title: local(one.title) }),
                  }))}
                />
              )}
            </Field>
          ) : (
            <p className="fault">{t('form.interfaceNone')}</p>
          )}
        </>
      );
    case 'object':
      return words(t('form.objection'));
    case 'arbitrate':
      return (
        <>
          {choice(t('acts.arbitrate'), [
            { value: 'uphold', label: t('form.uphold') },
            { value: 'dismiss', label: t('form.dismiss') },
          ])}
          {words(t('form.finding'))}
          {law}
        </>
      );
    case 'urge':
      return words(t('form.urge'));
    case 'renew':
      return (
        <>
          <Field label={t('form.until')} required fault={checked && !form.until ? t('required') : undefined}>
            {(described) => (
              <Input
                {...described}
                type="date"
                value={form.until}
                onChange={(event) => change({ until: event.target.value })}
              />
            )}
          </Field>
          {words(t('ask.explanation'))}
        </>
      );
    case 'rate':
      return (
        <>
          <div className="written">
            <b>{t('form.stars')}</b>
            <Rate aria-label={t('form.stars')} value={form.stars} onChange={(stars) => change({ stars })} />
            {checked && form.stars === 0 ? <p className="fault">{t('required')}</p> : null}
          </div>
          <Written label={t('form.comment')} value={form.text} max={500} onChange={(text) => change({ text })} />
        </>
      );
    case 'end':
      return (
        <>
          <p>{t('form.endText')}</p>
          {words(t('form.reason'))}
        </>
      );
    case 'withdraw':
      return words(t('form.reason'));
    case 'submit':
      return <p>{t('ask.lead')}</p>;
  }
}

function PartOfFields({ request, form, change, checked }: Omit<InsideProps, 'act'>) {
  const t = useSharingText();
  const local = useLocal();
  const open = request.proposed?.fields ?? request.asked.fields;
  const fields = request.fields.filter((field) => open.includes(field.name));
  return (
    <>
      <fieldset className="flow">
        <legend>{t('form.keep')}</legend>
        <Checkbox.Group
          className="field-choice"
          value={form.fields}
          onChange={(kept) => change({ fields: kept })}
          options={fields.map((field) => ({
            value: field.name,
            label: t('ask.field', { title: local(field.title), grade: field.grade }),
          }))}
        />
      </fieldset>
      {fields
        .filter((field) => !form.fields.includes(field.name))
        .map((field) => (
          <Field
            key={field.name}
            label={t('form.dropReason', { title: local(field.title) })}
            required
            fault={checked && !form.dropped[field.name]?.trim() ? t('required') : undefined}
          >
            {(described) => (
              <Input
                {...described}
                maxLength={500}
                value={form.dropped[field.name] ?? ''}
                onChange={(event) => change({ dropped: { ...form.dropped, [field.name]: event.target.value } })}
              />
            )}
          </Field>
        ))}
    </>
  );
}
