import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { tryService, UPSTREAMS, type ServiceDetail } from '../../api/upstreams.ts';
import { Field } from '../../rail/field.tsx';
import { useLevelsText } from '../../texts/levels.ts';

/** A real call by an officer, with purpose and case, to see whether the service answers. */
export function TryService({ service }: { service: ServiceDetail }) {
  const t = useLevelsText();
  const local = useLocal();
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const [purpose, setPurpose] = useState('');
  const [caseNo, setCaseNo] = useState('');
  const run = useMutation({
    mutationFn: () => {
      const given = Object.entries(values).filter(([, value]) => value.trim() !== '');
      const parameters = Object.fromEntries(given.map(([name, value]) => [name, value.trim()]));
      return tryService(service.id, { parameters, purpose: purpose.trim(), caseNo: caseNo.trim() });
    },
    onSettled: () => client.invalidateQueries({ queryKey: [UPSTREAMS] }),
  });
  const lacking = service.parameters.some(({ name, required }) => required && !values[name]?.trim());
  return (
    <form
      className="flow"
      onSubmit={(event) => {
        event.preventDefault();
        run.mutate();
      }}
    >
      <h3>{t('upstreams.test')}</h3>
      <p>{t('upstreams.testText')}</p>
      {service.parameters.map(({ name, title, required }) => (
        <Field key={name} label={local(title)} required={required}>
          {(described) => (
            <Input
              {...described}
              value={values[name] ?? ''}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => setValues((before) => ({ ...before, [name]: event.target.value }))}
            />
          )}
        </Field>
      ))}
      <div className="two">
        <Field label={t('upstreams.testPurpose')} required>
          {(described) => (
            <Input
              {...described}
              value={purpose}
              maxLength={200}
              onChange={(event) => setPurpose(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('upstreams.testCase')} required>
          {(described) => (
            <Input {...described} value={caseNo} maxLength={64} onChange={(event) => setCaseNo(event.target.value)} />
          )}
        </Field>
      </div>
      <div>
        <Button
          type="primary"
          htmlType="submit"
          loading={run.isPending}
          disabled={lacking || purpose.trim().length < 2 || caseNo.trim() === ''}
        >
          {t('upstreams.testRun')}
        </Button>
      </div>
      {run.error ? <ErrorNotice error={run.error} level={3} kept={t('kept')} /> : null}
      {run.data ? (
        <div role="status" className="stack-s">
          <p>
            {t('upstreams.testDone', { count: run.data.rows.length, ms: run.data.ms, tries: run.data.tries })}
            {run.data.upperId ? ` · ${t('upstreams.upperId')} ${run.data.upperId}` : ''}
          </p>
          {run.data.rows.length === 0 ? <p>{t('upstreams.testNobody')}</p> : null}
          {run.data.rows.map((row, index) => (
            // Rows of one answer have no name of their own.
            // oxlint-disable-next-line react/no-array-index-key
            <dl key={index} className="facts">
              {service.fields.map(({ name, title }) => (
                <div key={name} className="pair">
                  <dt>{local(title)}</dt>
                  <dd>{row[name] ?? '–'}</dd>
                </div>
              ))}
            </dl>
          ))}
        </div>
      ) : null}
    </form>
  );
}
