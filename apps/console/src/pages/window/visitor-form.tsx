import { ApiProblem, ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Radio } from 'antd';
import { keepTyped, readTyped } from '@yiwang/ui/form/local-drafts.ts';
import { useState } from 'react';
import { receiveVisitor, SHOWN, type WhoCame } from '../../api/window.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useWindowText } from '../../texts/window.ts';
import { visitorQuery } from './queries.ts';
import { PlaceField, usePlace } from './window-place.tsx';

type Kind = WhoCame['kind'];
const FRESH = {
  kind: 'person' as Kind,
  number: '',
  name: '',
  shown: 'id-card',
  acts: 'self',
  agent: '',
  agentNumber: '',
};
const ACTS: Record<Kind, readonly WhoCame['acts'][]> = {
  person: ['self', 'agent'],
  firm: ['agent', 'legal-representative'],
};

/** Typed before a connection was lost or a page left, it is there again; in this tab alone, and not after signing out. */
const TYPED = 'visitor';

/** Who came: the whole number, the paper shown, who acts. The name is asked for only where nothing tells it. */
export function VisitorForm() {
  const t = useWindowText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [who, setWho] = useState(() => ({ ...FRESH, ...readTyped<typeof FRESH>(TYPED) }));
  const change = (part: Partial<typeof FRESH>) => {
    const next = { ...who, ...part };
    setWho(next);
    keepTyped(TYPED, next);
  };
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const sent = useMutation({
    mutationFn: () =>
      receiveVisitor({
        kind: who.kind,
        number: who.number.trim(),
        shown: who.shown as WhoCame['shown'],
        acts: who.acts as WhoCame['acts'],
        ...place.told,
        ...(who.name.trim() === '' ? {} : { name: who.name.trim() }),
        ...(who.acts === 'self' ? {} : { agent: { name: who.agent.trim(), number: who.agentNumber.trim() } }),
      }),
    onSuccess(visitor) {
      keepTyped(TYPED, undefined);
      client.setQueryData(visitorQuery(visitor.id).queryKey, visitor);
      void navigate({ to: '/window/$visitorId', params: { visitorId: visitor.id } });
    },
  });
  const faults = sent.error instanceof ApiProblem ? sent.error.errors : [];
  const faultOf = (pointer: string) => faults.find((one) => one.pointer.replace(/^\/body/, '') === pointer)?.detail;
  const nameAsked = who.name !== '' || faultOf('/name') !== undefined;
  return (
    <form
      className="card pad stack visitor-form"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (!sent.isPending && !place.isMissing) sent.mutate();
      }}
    >
      <PlaceField place={place} fault={faultOf('/place') ?? (asked && place.isMissing ? t('placeNone') : undefined)} />
      <Field label={t('kind')}>
        {(described) => (
          <Radio.Group
            {...described}
            optionType="button"
            value={who.kind}
            onChange={({ target }) =>
              change(
                target.value === 'firm'
                  ? { kind: 'firm', shown: 'business-licence', acts: 'agent' }
                  : { kind: 'person', shown: 'id-card', acts: 'self' },
              )
            }
            options={(['person', 'firm'] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
        )}
      </Field>
      <Field label={t(`number.${who.kind}`)} hint={t('numberHint')} fault={faultOf('/number')} required>
        {(described) => (
          <Input
            {...described}
            autoFocus
            autoComplete="off"
            maxLength={30}
            value={who.number}
            onChange={({ target }) => change({ number: target.value })}
          />
        )}
      </Field>
      {nameAsked ? (
        <Field label={t('name')} hint={t('nameHint')} fault={faultOf('/name')} required>
          {(described) => (
            <Input
              {...described}
              autoFocus
              autoComplete="off"
              maxLength={100}
              value={who.name}
              onChange={({ target }) => change({ name: target.value })}
            />
          )}
        </Field>
      ) : null}
      <Field label={t('acts')} fault={faultOf('/acts')} required>
        {(described) => (
          <Radio.Group
            {...described}
            value={who.acts}
            onChange={({ target }) => change({ acts: target.value as string })}
            options={ACTS[who.kind].map((value) => ({ value, label: t(`actsBy.${value}`) }))}
          />
        )}
      </Field>
      {who.acts === 'self' ? null : (
        <div className="two-fields">
          <Field label={t('agentName')} fault={faultOf('/agent') ?? faultOf('/agent/name')} required>
            {(described) => (
              <Input
                {...described}
                autoComplete="off"
                maxLength={100}
                value={who.agent}
                onChange={({ target }) => change({ agent: target.value })}
              />
            )}
          </Field>
          <Field label={t('agentNumber')} fault={faultOf('/agent/number')} required>
            {(described) => (
              <Input
                {...described}
                autoComplete="off"
                maxLength={30}
                value={who.agentNumber}
                onChange={({ target }) => change({ agentNumber: target.value })}
              />
            )}
          </Field>
        </div>
      )}
      <Field label={t('shown')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('shown')}
            width="100%"
            value={who.shown}
            onChange={(shown) => change({ shown })}
            options={SHOWN.map((value) => ({ value, label: t(`shownBy.${value}`) }))}
          />
        )}
      </Field>
      {sent.error && faults.length === 0 ? <ErrorNotice error={sent.error} level={3} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={sent.isPending}>
          {sent.isPending ? t('receiving') : t('receive')}
        </Button>
        <small>{t('keys')}</small>
      </div>
    </form>
  );
}
