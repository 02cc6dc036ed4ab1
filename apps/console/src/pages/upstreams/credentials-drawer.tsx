import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { forgetCredentials, setCredentials, UPSTREAMS, type Platform } from '../../api/upstreams.ts';
import { Field } from '../../rail/field.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useLevelsText } from '../../texts/levels.ts';

/** Address and credentials of a platform above. The secret goes in and never comes back. */
export function CredentialsDrawer({ platform, onClose }: { platform: Platform; onClose: () => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const client = useQueryClient();
  const [url, setUrl] = useState(platform.url ?? '');
  const [caller, setCaller] = useState(platform.caller ?? '');
  const [secret, setSecret] = useState('');
  const done = () => {
    onClose();
    return client.invalidateQueries({ queryKey: [UPSTREAMS] });
  };
  const save = useMutation({
    mutationFn: () => setCredentials(platform.id, { url: url.trim(), caller: caller.trim(), secret: secret.trim() }),
    onSuccess: done,
  });
  const forget = useMutation({ mutationFn: () => forgetCredentials(platform.id), onSuccess: done });
  const ready = url.trim().length > 7 && caller.trim() !== '' && secret.trim() !== '';
  return (
    <DetailDrawer
      detail={{ id: platform.id, shown: platform, error: null, onRetry: onClose, onClose }}
      title={t('upstreams.credentialsOf', { platform: local(platform.title) })}
    >
      {() => (
        <form
          className="stack"
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) save.mutate();
          }}
        >
          <p>{t('upstreams.credentialsText')}</p>
          <Field label={t('upstreams.url')} required>
            {(described) => (
              <Input {...described} value={url} maxLength={500} onChange={(event) => setUrl(event.target.value)} />
            )}
          </Field>
          <Field label={t('upstreams.caller')} required>
            {(described) => (
              <Input
                {...described}
                value={caller}
                maxLength={200}
                onChange={(event) => setCaller(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('upstreams.secret')} hint={t('upstreams.secretHint')} required>
            {(described) => (
              <Input.Password
                {...described}
                autoComplete="new-password"
                value={secret}
                maxLength={500}
                onChange={(event) => setSecret(event.target.value)}
              />
            )}
          </Field>
          {save.error ? <ErrorNotice error={save.error} level={3} kept={t('kept')} /> : null}
          {forget.error ? <ErrorNotice error={forget.error} level={3} /> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!ready}>
              {t('upstreams.save')}
            </Button>
            {platform.from === 'console' ? (
              <Button danger loading={forget.isPending} onClick={() => forget.mutate()}>
                {t('upstreams.forget')}
              </Button>
            ) : null}
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
