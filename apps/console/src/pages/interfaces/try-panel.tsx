import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import '../../styles/applications.css';
import '../../styles/interfaces.css';
import { fetchExample, tryInterface, type Grant, type Trial } from '../../api/interfaces.ts';
import { applicationsQuery } from '../../data/queries.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';
import { AnswerView } from './answer-view.tsx';

export type Triable = {
  name: string;
  label: string;
  required: boolean;
  /** Where several of a few are chosen. */
  choices?: { value: string; label: string }[];
};
type Props = {
  id: string;
  draft?: boolean;
  parameters: readonly Triable[];
  grants: readonly Grant[];
  /** Titles of fields, for what comes back. */
  titleOf: (field: string) => string;
};

/** Tries an interface: on made-up data, or as a real call under a grant of one's own organisation. */
export function TryPanel({ id, draft = false, parameters, grants, titleOf }: Props) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const may = usePermission();
  const { staff } = useSession();
  const applications = useQuery({ ...applicationsQuery, enabled: may('interfaces.read') }).data?.items ?? [];
  const example = useQuery({
    queryKey: ['interfaces', 'example', id, draft],
    queryFn: () => fetchExample(id, draft),
    // A draft that is not sound yet has none.
    retry: false,
  });
  const mine = new Set(applications.filter((one) => one.organisation === staff?.organisation).map((one) => one.id));
  const own = draft ? [] : grants.filter(({ application }) => mine.has(application));
  const [given, setGiven] = useState<Record<string, string>>({});
  const [grantId, setGrant] = useState('');
  const [purpose, setPurpose] = useState('');
  const [caseNo, setCase] = useState('');
  const grant = own.find((one) => one.id === grantId);
  const sample: Record<string, string> = grant ? {} : (example.data?.parameters ?? {});
  const values = { ...sample, ...given };
  const send = useMutation({
    mutationFn: (more: Record<string, string>) =>
      tryInterface(id, {
        parameters: filledOnly({ ...values, ...more }),
        ...(draft ? { draft } : {}),
        ...(grant
          ? { application: grant.application, purpose: purpose || (grant.purposes[0]?.id ?? ''), caseNo: caseNo.trim() }
          : {}),
      }),
  });
  if (!may('interfaces.try')) return null;
  return (
    <div className="stack">
      <small>{it('tryText')}</small>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate({});
        }}
      >
        {own.length > 0 ? (
          <Field label={it('tryAs')}>
            {(described) => (
              <SelectBox
                {...described}
                label={it('tryAs')}
                width="100%"
                value={grantId}
                onChange={(value) => {
                  setGrant(value);
                  setGiven({});
                  send.reset();
                }}
                options={[
                  { value: '', label: it('tryMadeUp') },
                  ...own.map((one) => ({ value: one.id, label: local(one.applicationTitle) })),
                ]}
              />
            )}
          </Field>
        ) : null}
        {grant ? (
          <div className="try-fields">
            <Field label={it('tryPurpose')}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={it('tryPurpose')}
                  width="100%"
                  value={purpose || (grant.purposes[0]?.id ?? '')}
                  onChange={setPurpose}
                  options={grant.purposes.map((one) => ({ value: one.id, label: local(one.title) }))}
                />
              )}
            </Field>
            <Field label={it('tryCase')} hint={it('tryCaseHint')} required>
              {(described) => (
                <Input {...described} value={caseNo} maxLength={64} onChange={(event) => setCase(event.target.value)} />
              )}
            </Field>
          </div>
        ) : null}
        <div className="try-fields">
          {parameters.map(({ name, label, required, choices }) => (
            <Field key={name} label={name} hint={label} required={required}>
              {(described) =>
                choices ? (
                  <Select
                    {...described}
                    mode="multiple"
                    value={(values[name] ?? '').split(',').filter(Boolean)}
                    options={choices}
                    onChange={(chosen: string[]) => setGiven({ ...given, [name]: chosen.join(',') })}
                  />
                ) : (
                  <Input
                    {...described}
                    value={values[name] ?? ''}
                    maxLength={500}
                    onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
                  />
                )
              }
            </Field>
          ))}
        </div>
        <div className="row">
          <Button
            type="primary"
            htmlType="submit"
            loading={send.isPending}
            disabled={grant !== undefined && caseNo.trim() === ''}
          >
            {it('run')}
          </Button>
        </div>
      </form>
      {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
      {send.data ? <Shown trial={send.data} titleOf={titleOf} onNext={(cursor) => send.mutate({ cursor })} /> : null}
    </div>
  );
}

function Shown({
  trial,
  titleOf,
  onNext,
}: {
  trial: Trial;
  titleOf: (field: string) => string;
  onNext: (cursor: string) => void;
}) {
  const it = useInterfaceText();
  const local = useLocal();
  const { next } = trial.answer;
  return (
    <section className="stack-s" aria-live="polite">
      <div className="row">
        <h3 className="grow">{it('answer')}</h3>
        <Tag tone={trial.synthetic ? 'grey' : 'blue'}>{trial.synthetic ? it('madeUp') : it('realCall')}</Tag>
      </div>
      <small>{local(trial.text)}</small>
      <AnswerView answer={trial.answer} titleOf={titleOf} />
      {next ? (
        <div className="row">
          <Button onClick={() => onNext(next)}>{it('nextPage')}</Button>
        </div>
      ) : null}
      <details>
        <summary>{it('raw')}</summary>
        <pre className="code" tabIndex={0}>
          {JSON.stringify(trial.answer, null, 2)}
        </pre>
      </details>
    </section>
  );
}

const filledOnly = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
