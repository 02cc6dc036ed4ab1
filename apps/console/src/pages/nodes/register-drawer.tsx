import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { registerUpward } from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';

/** Asks another node to be the one above. Its fingerprint is compared by another way: on the phone, on paper. */
export function RegisterDrawer({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const [fingerprint, setFingerprint] = useState('');
  const send = useMutation({
    mutationFn: () =>
      registerUpward({ url: url.trim(), ...(fingerprint.trim() ? { fingerprint: fingerprint.trim() } : {}) }),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  return (
    <DetailDrawer
      detail={{ id: 'register', shown: 'register', error: null, onRetry: onClose, onClose }}
      title={t('nodes.register')}
    >
      {() =>
        send.data ? (
          <div className="decided" role="status">
            <h2>{t('nodes.registered')}</h2>
            <p>{t(send.data.state === 'to-confirm' ? 'nodes.registeredConfirm' : 'nodes.registeredAsked')}</p>
            <p>
              {t('nodes.fingerprint')} <code>{send.data.fingerprint}</code>
            </p>
            <div>
              <Button onClick={onClose}>{t('quarantine.close')}</Button>
            </div>
          </div>
        ) : (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              send.mutate();
            }}
          >
            <p className="quiet">{t('nodes.registerText')}</p>
            <Field label={t('nodes.address')} required>
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
            <Field label={t('nodes.theirFingerprint')} hint={t('nodes.laterHint')}>
              {(described) => (
                <Input
                  {...described}
                  value={fingerprint}
                  maxLength={80}
                  autoComplete="off"
                  onChange={(event) => setFingerprint(event.target.value)}
                />
              )}
            </Field>
            {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={send.isPending} disabled={url.trim() === ''}>
                {t('nodes.register')}
              </Button>
            </div>
          </form>
        )
      }
    </DetailDrawer>
  );
}
