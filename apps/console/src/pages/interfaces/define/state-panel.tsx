import { ApiProblem, ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import {
  changeDefinition,
  createDefinition,
  dropDefinition,
  publishDefinition,
  type Draft,
  type GroundWithFields,
  type InterfaceBody,
} from '../../../api/interfaces.ts';
import { filled } from '../../../rail/both.tsx';
import { Tag } from '../../../table/tag.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import { useText } from '../../../texts/index.ts';
import { TryPanel } from '../try-panel.tsx';
import { useWhere } from './where.ts';

type Props = {
  body: InterfaceBody;
  ground: GroundWithFields;
  draft: Draft | undefined;
  /** Something stands in the form that the server does not have. */
  changed: boolean;
  published: boolean;
  onSaved: (id: string) => void;
  onGone: () => void;
};

/** Beside the form: whether it may be published, what callers would notice, and the buttons that act. */
export function StatePanel({ body, ground, draft, changed, published, onSaved, onGone }: Props) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const where = useWhere();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'publish' | 'drop' | 'try'>();
  const refresh = () => client.invalidateQueries({ queryKey: ['interfaces'] });
  const save = useMutation({
    mutationFn: () => {
      const whole = sent(body, ground);
      return draft ? changeDefinition(whole, draft.revision) : createDefinition(whole);
    },
    onSuccess: async ({ id }) => {
      await refresh();
      onSaved(id);
    },
  });
  const publish = useMutation({
    mutationFn: () => publishDefinition(body.id, draft?.revision ?? 0),
    onSuccess: () => {
      onGone();
      return refresh();
    },
    onSettled: () => setAsking(undefined),
  });
  const drop = useMutation({
    mutationFn: () => dropDefinition(body.id),
    onSuccess: () => {
      onGone();
      return refresh();
    },
    onSettled: () => setAsking(undefined),
  });
  const sound = draft !== undefined && draft.faults.length === 0;
  const titleOf = (name: string) => {
    const field = ground.fields.find((one) => one.name === name);
    const measure = body.aggregate?.measures.find(({ id }) => id === name);
    return local((field ?? measure)?.title) || name;
  };
  const next = draft?.nextVersion ?? '';
  return (
    <aside className="card pad stack define-state" aria-label={it('checks')}>
      <h2>{it('checks')}</h2>
      {draft ? (
        <>
          <p>
            <Tag tone={sound ? 'green' : 'amber'}>
              {sound ? it('sound') : it('unsound', { count: draft.faults.length })}
            </Tag>{' '}
            {changed ? <small>{it('unsaved')}</small> : <small>{it('saved')}</small>}
          </p>
          {draft.faults.length > 0 ? (
            <ul>
              {draft.faults.map(({ pointer, code, message }) => (
                <li key={`${pointer} ${code}`}>
                  <b>{where(pointer)}</b> {local(message)}
                </li>
              ))}
            </ul>
          ) : null}
          {published ? (
            <>
              <h3>{it('changesTitle')}</h3>
              {draft.changes.length === 0 ? <p>{t('none')}</p> : null}
              <ul>
                {draft.changes.map(({ level, what }) => (
                  <li key={what.en}>
                    <Tag tone={level === 'major' ? 'red' : level === 'minor' ? 'blue' : 'grey'}>
                      {it(`levels.${level}`)}
                    </Tag>{' '}
                    {local(what)}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </>
      ) : (
        <p>{it('unsaved')}</p>
      )}
      {[save, publish, drop].map((one, index) => {
        if (!one.error) return null;
        const faults = one.error instanceof ApiProblem ? one.error.errors : [];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- three that never change places
          <div key={index} className="stack-s">
            {faults.length === 0 ? <ErrorNotice error={one.error} level={3} kept={t('form.kept')} /> : null}
            {faults.length > 0 ? (
              <div role="alert">
                <p>
                  <Tag tone="red">{it('unsound', { count: faults.length })}</Tag>
                </p>
                <ul>
                  {faults.map(({ pointer, code, detail }) => (
                    <li key={`${pointer} ${code}`}>
                      <b>{where(pointer)}</b> {detail}
                    </li>
                  ))}
                </ul>
              </div>
            ) : null}
          </div>
        );
      })}
      <div className="row">
        <Button
          type={sound && !changed ? 'default' : 'primary'}
          loading={save.isPending}
          disabled={!changed || body.id === '' || !filled(body.title)}
          onClick={() => save.mutate()}
        >
          {it('save')}
        </Button>
        {draft ? (
          <>
            <Button
              type={sound && !changed ? 'primary' : 'default'}
              disabled={!sound || changed}
              onClick={() => setAsking('publish')}
            >
              {it('publish', { version: next })}
            </Button>
            <Button disabled={!sound || changed} onClick={() => setAsking('try')}>
              {it('tryTab')}
            </Button>
            <Button danger onClick={() => setAsking('drop')}>
              {it('drop')}
            </Button>
          </>
        ) : null}
      </div>
      <Modal
        open={asking === 'publish'}
        title={it('publishTitle', { version: next })}
        okText={it('publish', { version: next })}
        confirmLoading={publish.isPending}
        onOk={() => publish.mutate()}
        onCancel={() => setAsking(undefined)}
      >
        <p>{it('publishText')}</p>
      </Modal>
      <Modal
        open={asking === 'drop'}
        title={it('dropTitle')}
        okText={it('drop')}
        okButtonProps={{ danger: true }}
        confirmLoading={drop.isPending}
        onOk={() => drop.mutate()}
        onCancel={() => setAsking(undefined)}
      >
        <p>{it('dropText')}</p>
      </Modal>
      <Modal
        open={asking === 'try'}
        title={it('tryTab')}
        footer={null}
        width={760}
        destroyOnHidden
        onCancel={() => setAsking(undefined)}
      >
        <TryPanel
          id={body.id}
          draft
          parameters={[
            ...body.parameters.map(({ name, field, required }) => ({ name, label: titleOf(field), required })),
            ...(body.aggregate
              ? [
                  {
                    name: 'groupBy',
                    label: it('dimensions'),
                    required: false,
                    choices: body.aggregate.dimensions.map((name) => ({ value: name, label: titleOf(name) })),
                  },
                ]
              : []),
          ]}
          grants={[]}
          titleOf={titleOf}
        />
      </Modal>
    </aside>
  );
}

/** The definition as the server takes it: texts in both languages; a rule or band without a title is called after its item or id. */
function sent(body: InterfaceBody, ground: GroundWithFields): InterfaceBody {
  const { summary, clearBasis, score, aggregate, ...rest } = body;
  const both = (text: typeof body.title) => filled(text) ?? text;
  const method = score?.method && filled(score.method);
  const { method: _method, ...scoring } = score ?? { rules: [], bands: [] };
  return {
    ...rest,
    title: both(body.title),
    ...(summary && filled(summary) ? { summary: both(summary) } : {}),
    ...(clearBasis ? { clearBasis: both(clearBasis) } : {}),
    ...(score
      ? {
          score: {
            ...scoring,
            ...(method ? { method } : {}),
            rules: score.rules.map((rule) => ({
              ...rule,
              title: filled(rule.title) ?? ground.fields.find(({ name }) => name === rule.field)?.title ?? rule.title,
            })),
            bands: score.bands.map((band) => ({ ...band, title: filled(band.title) ?? { zh: band.id, en: band.id } })),
          },
        }
      : {}),
    ...(aggregate
      ? { aggregate: { ...aggregate, measures: aggregate.measures.map((one) => ({ ...one, title: both(one.title) })) } }
      : {}),
  };
}
