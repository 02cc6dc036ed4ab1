import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { createConnection, testConnection, type Connector, type Settings } from '../../api/connections.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { connectorsQuery, RAIL } from '../../data/railway-queries.ts';
import { Both, filled } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { Findings } from '../connections/findings.tsx';
import { SchemaForm } from '../connections/schema-form.tsx';
import { faultsIn, missingFields, withFixed } from '../connections/schema-values.ts';
import type { StepProps } from './connect-page.tsx';
import { StepFoot } from './step-foot.tsx';

/** 2: where it is and how one signs in, tried at once. The secret stays in this page until it is sent, and is never shown again. */
export function AddressStep(props: StepProps) {
  const { draft, go } = props;
  const t = useText();
  const connector = useQuery(connectorsQuery).data?.items.find(({ kind }) => kind === draft.kind);
  if (draft.connectionId)
    return (
      <>
        <p>
          {t('connect.saved')}{' '}
          <Link to="/connections/$connectionId" params={{ connectionId: draft.connectionId }}>
            {t('connect.toConnection')}
          </Link>
        </p>
        <StepFoot step="address" go={go} onNext={() => go('tables')} />
      </>
    );
  return connector ? <Address {...props} connector={connector} /> : <Waiting blocks={3} />;
}

function Address({ draft, onDraft, go, connector }: StepProps & { connector: Connector }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const officeList = useQuery(organisationsQuery);
  const offices = officeList.data?.items ?? [];
  const [secret, setSecret] = useState<Settings>({});
  const [checked, setChecked] = useState(false);
  const settings = withFixed(connector.settings, draft.settings);
  const body = {
    kind: connector.kind,
    settings,
    ...(connector.secret && Object.keys(secret).length > 0 ? { secret: withFixed(connector.secret, secret) } : {}),
  };
  const test = useMutation({ mutationFn: () => testConnection(body) });
  const title = filled(draft.title);
  const system = filled(draft.system);
  const create = useMutation({
    mutationFn: () =>
      createConnection({
        ...body,
        title: title ?? draft.title,
        system: system ?? draft.system,
        organisation: draft.organisation,
      }),
    onSuccess: ({ id }) => {
      onDraft((before) => ({ ...before, connectionId: id }));
      go('tables');
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const missing = [
    ...missingFields(connector.settings, settings, '/settings'),
    ...(connector.secret ? missingFields(connector.secret, secret, '/secret') : []),
  ];
  const faults = new Map([
    ...(checked ? missing.map((pointer) => [pointer, t('form.required')] as const) : []),
    ...faultsIn(test.error),
    ...faultsIn(create.error),
  ]);
  const required = (there: unknown) => (checked && !there ? t('form.required') : undefined);
  const ready = missing.length === 0;
  const named = title && system && draft.organisation !== '';
  const set = (next: Settings) => {
    test.reset();
    onDraft((before) => ({ ...before, settings: next }));
  };
  return (
    <form
      className="stack"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (ready && named) create.mutate();
      }}
    >
      <div className="connect-columns">
        <div className="stack">
          <h3>{t('connect.whose')}</h3>
          <NotLoaded query={officeList} />
          <Field label={t('railway.columns.department')} required fault={required(draft.organisation)}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('railway.columns.department')}
                value={draft.organisation}
                width="100%"
                search
                onChange={(organisation) => onDraft((before) => ({ ...before, organisation }))}
                options={offices.map((office) => ({ value: office.id, label: local(office.name) }))}
              />
            )}
          </Field>
          <Both
            label={t('railway.columns.system')}
            value={draft.system}
            required
            fault={required(system)}
            onChange={(text) => onDraft((before) => ({ ...before, system: text }))}
          />
          <Both
            label={t('connections.titleLabel')}
            value={draft.title}
            required
            fault={required(title)}
            onChange={(text) => onDraft((before) => ({ ...before, title: text }))}
          />
        </div>
        <div className="stack">
          <h3>{local(connector.title)}</h3>
          <SchemaForm
            schema={connector.settings}
            value={draft.settings}
            onChange={set}
            faults={faults}
            at="/settings"
          />
          {connector.secret ? (
            <>
              <SchemaForm
                schema={connector.secret}
                value={secret}
                onChange={(next) => {
                  test.reset();
                  setSecret(next);
                }}
                faults={faults}
                at="/secret"
              />
              <small>{t('connect.secretText')}</small>
            </>
          ) : null}
          <div className="row">
            <Button
              loading={test.isPending}
              onClick={() => {
                setChecked(true);
                if (ready) test.mutate();
              }}
            >
              {t('connections.test')}
            </Button>
            <small aria-live="polite">{test.isPending ? t('connect.testing') : ''}</small>
          </div>
        </div>
      </div>
      {test.data ? (
        <div className="stack-s" aria-live="polite">
          {test.data.error ? null : (
            <div className="fault-box" data-tone="green">
              <p>
                {t('connections.reached', { server: test.data.server ?? '' })}{' '}
                {t('connect.modesThere', {
                  modes: test.data.modes.map((mode) => t(`rail.modes.${mode}`)).join(t('shell.and')),
                })}
              </p>
            </div>
          )}
          <Findings findings={test.data.findings} error={test.data.error} />
        </div>
      ) : null}
      {test.error ? <ErrorNotice error={test.error} level={3} /> : null}
      {create.error ? <ErrorNotice error={create.error} level={3} kept={t('form.kept')} /> : null}
      <StepFoot
        step="address"
        go={go}
        busy={create.isPending}
        next={t('connect.save')}
        ready={test.data !== undefined && !test.data.error}
      >
        {test.data && !test.data.error ? undefined : t('connect.testFirst')}
      </StepFoot>
    </form>
  );
}
