import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { changeConnection, type Connection, type Settings } from '../../api/connections.ts';
import { connectorsQuery, RAIL } from '../../data/railway-queries.ts';
import { Both, filled } from '../../rail/both.tsx';
import { Waiting } from '../../shell/page.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { SchemaForm } from './schema-form.tsx';
import { faultsIn } from './schema-values.ts';

/** Changes name, address or secret. The stored secret is never shown; a new address asks for it again, so that it goes nowhere else. */
export function SettingsDrawer({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const connector = useQuery(connectorsQuery).data?.items.find(({ kind }) => kind === connection.kind);
  const [title, setTitle] = useState(connection.title);
  const [settings, setSettings] = useState<Settings>(connection.settings);
  const [secret, setSecret] = useState<Settings>({});
  const moved = JSON.stringify(settings) !== JSON.stringify(connection.settings);
  const save = useMutation({
    mutationFn: () =>
      changeConnection(connection.id, {
        version: connection.version,
        title: filled(title) ?? connection.title,
        ...(moved ? { settings } : {}),
        ...(Object.keys(secret).length > 0 ? { secret } : {}),
      }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const faults = faultsIn(save.error);
  return (
    <DetailDrawer
      detail={{ id: connection.id, shown: connector, error: null, onRetry: onClose, onClose }}
      title={t('connections.changeTitle', { title: local(connection.title) })}
      {...(connector ? {} : { gone: <Waiting blocks={3} /> })}
    >
      {({ settings: schema, secret: secretSchema }) => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Both label={t('connections.titleLabel')} value={title} onChange={setTitle} required />
          <SchemaForm schema={schema} value={settings} onChange={setSettings} faults={faults} at="/settings" />
          {secretSchema ? (
            <fieldset className="flow">
              <legend>{t('connections.secret')}</legend>
              <small>{moved ? t('connections.secretAgain') : t('connections.secretKept')}</small>
              <SchemaForm
                schema={{ ...secretSchema, required: moved ? (secretSchema.required ?? []) : [] }}
                value={secret}
                onChange={setSecret}
                faults={faults}
                at="/secret"
              />
            </fieldset>
          ) : null}
          {save.error ? <ErrorNotice error={save.error} level={3} kept={t('form.kept')} /> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('form.save')}
            </Button>
            <Button onClick={onClose}>{t('form.cancel')}</Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
