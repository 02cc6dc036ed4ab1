import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Tabs } from 'antd';
import { useState } from 'react';
import '../../styles/applications.css';
import { createKey, revokeKey, type Application } from '../../api/interfaces.ts';
import { applicationsQuery, interfacesQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { curlExample, typescriptExample } from './call-example.ts';
import { CopyButton } from './copy-button.tsx';

/** One application: its keys, a new key (its secret is shown once), and a call to copy. */
export function ApplicationDrawer(detail: Detail<Application>) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.title) || t('applications.detail')} wide>
      {(shown) => (
        <div className="stack">
          <Keys application={shown} />
          <Example application={shown} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Keys({ application }: { application: Application }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<string>();
  const refresh = () => client.invalidateQueries({ queryKey: applicationsQuery.queryKey });
  const create = useMutation({ mutationFn: () => createKey(application.id), onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: (keyId: string) => revokeKey(application.id, keyId),
    onSuccess: refresh,
    onSettled: () => setLeaving(undefined),
  });
  const manages = may('interfaces.manage-keys');
  return (
    <section className="stack-s">
      <div className="row">
        <h3 className="grow">{t('applications.keys')}</h3>
        {manages ? (
          <Button type="primary" loading={create.isPending} onClick={() => create.mutate()}>
            {t('applications.create')}
          </Button>
        ) : null}
      </div>
      {create.error ? <ErrorNotice error={create.error} level={3} /> : null}
      {revoke.error ? <ErrorNotice error={revoke.error} level={3} /> : null}
      {application.keys.length === 0 ? (
        <p className="quiet">{t('applications.noKeys')}</p>
      ) : (
        <SubTable
          heads={[
            t('applications.key'),
            t('applications.createdAt'),
            t('applications.lastUse'),
            t('applications.state'),
          ]}
          scrolls={t('applications.keys')}
        >
          {application.keys.map(({ keyId, createdAt, lastUsedAt, revokedAt }) => (
            <tr key={keyId}>
              <td>
                <code>{keyId}</code>
              </td>
              <td className="nowrap">{formatInstant(createdAt)}</td>
              <td className="nowrap">{lastUsedAt ? formatInstant(lastUsedAt) : t('applications.neverUsed')}</td>
              <td>
                {revokedAt ? (
                  <>
                    <Tag>{t('applications.revoked')}</Tag> <small>{formatInstant(revokedAt)}</small>
                  </>
                ) : (
                  <span className="row">
                    <Tag tone="green">{t('applications.valid')}</Tag>
                    {manages ? (
                      <Button
                        size="small"
                        danger
                        aria-label={t('applications.revokeKey', { key: keyId })}
                        onClick={() => setLeaving(keyId)}
                      >
                        {t('applications.revoke')}
                      </Button>
                    ) : null}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </SubTable>
      )}
      <Modal
        open={leaving !== undefined}
        title={t('applications.revokeTitle')}
        okText={t('applications.revoke')}
        okButtonProps={{ danger: true }}
        confirmLoading={revoke.isPending}
        onOk={() => leaving && revoke.mutate(leaving)}
        onCancel={() => setLeaving(undefined)}
      >
        <p>
          <code>{leaving}</code>
        </p>
        <p>{t('applications.revokeText')}</p>
      </Modal>
      <Modal
        open={create.data !== undefined}
        title={t('applications.secretTitle')}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        // Otherwise the secret would stay in the page, hidden.
        destroyOnHidden
        footer={
          <Button type="primary" onClick={() => create.reset()}>
            {t('applications.secretKept')}
          </Button>
        }
      >
        {create.data ? (
          <div className="stack-s">
            <p>{t('applications.secretText')}</p>
            <dl className="facts">
              <dt>{t('applications.key')}</dt>
              <dd>
                <code>{create.data.keyId}</code>
              </dd>
              <dt>{t('applications.secret')}</dt>
              <dd>
                <code className="secret">{create.data.secret}</code>
              </dd>
            </dl>
            <div className="row">
              <CopyButton text={create.data.secret} label={t('applications.copySecret')} />
            </div>
          </div>
        ) : null}
      </Modal>
    </section>
  );
}

/** A call that works as soon as the secret is in the environment, for the first interface granted to this application. */
function Example({ application }: { application: Application }) {
  const t = useText();
  const interfaces = useQuery(interfacesQuery).data?.items;
  const found = interfaces?.flatMap((one) =>
    one.grants.filter((grant) => grant.application === application.id).map((grant) => ({ one, grant })),
  )[0];
  if (!interfaces) return null;
  if (!found) return <p className="quiet">{t('applications.noGrant')}</p>;
  const example = {
    origin: window.location.origin,
    keyId: application.keys.find(({ revokedAt }) => !revokedAt)?.keyId ?? 'ak_...',
    interfaceId: found.one.id,
    purpose: found.grant.purposes[0]?.id ?? '',
    parameters: Object.fromEntries(found.one.parameters.map(({ name }) => [name, '...'])),
  };
  const panel = (code: string) => (
    <div className="stack-s">
      <pre className="code" tabIndex={0}>
        {code}
      </pre>
      <div className="row">
        <CopyButton text={code} label={t('copy.code')} />
      </div>
    </div>
  );
  return (
    <section className="stack-s">
      <h3>{t('applications.example')}</h3>
      <small>{t('applications.exampleText')}</small>
      <Tabs
        items={[
          { key: 'curl', label: t('applications.bash'), children: panel(curlExample(example)) },
          { key: 'ts', label: t('applications.typescript'), children: panel(typescriptExample(example)) },
        ]}
      />
    </section>
  );
}
