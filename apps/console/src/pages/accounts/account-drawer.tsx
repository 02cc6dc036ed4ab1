import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ROLES } from '@platform/access';
import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { ACCOUNTS_KEY, resetPassword, setAccountState, setRoles, type StaffAccount } from '../../api/accounts.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

type Props = Detail<StaffAccount> & { loaded: boolean; manages: boolean };

/** One account: roles, whether it may sign in, its password. */
export function AccountDrawer({ loaded, manages, ...detail }: Props) {
  const t = useText();
  const may = usePermission();
  return (
    <DetailDrawer
      detail={detail}
      title={detail.shown?.name ?? t('accounts.detail')}
      gone={loaded ? <EmptyState level={3} title={t('accounts.otherPage')} text={t('accounts.otherPageText')} /> : null}
    >
      {(shown) => (
        <div className="stack">
          <Facts account={shown} />
          {may('identity.grant-roles') ? (
            <Roles key={shown.roles.map((role) => role.id).join()} account={shown} />
          ) : null}
          {manages ? <State account={shown} /> : null}
          {manages ? <Password account={shown} /> : null}
        </div>
      )}
    </DetailDrawer>
  );
}

function Facts({ account }: { account: StaffAccount }) {
  const t = useText();
  const local = useLocal();
  return (
    <dl className="facts">
      <dt>{t('accounts.login')}</dt>
      <dd>{account.login}</dd>
      <dt>{t('accounts.organisation')}</dt>
      <dd>{local(account.organisationName) || account.organisation}</dd>
      <dt>{t('accounts.state')}</dt>
      <dd>
        <Tag tone={account.disabled ? 'red' : 'green'}>
          {account.disabled ? t('accounts.disabled') : t('accounts.enabled')}
        </Tag>
      </dd>
      <dt>{t('accounts.roles')}</dt>
      <dd>{account.roles.map(({ title }) => local(title)).join(t('shell.and')) || t('accounts.noRoles')}</dd>
      <dt>{t('accounts.createdAt')}</dt>
      <dd>{formatInstant(account.createdAt)}</dd>
    </dl>
  );
}

function useChange<T>(change: (value: T) => Promise<StaffAccount>, onDone: () => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [ACCOUNTS_KEY] });
      onDone();
    },
  });
}

function Roles({ account }: { account: StaffAccount }) {
  const t = useText();
  const local = useLocal();
  const [chosen, setChosen] = useState(account.roles.map(({ id }) => id));
  const save = useChange((roles: string[]) => setRoles(account.id, roles));
  const changed =
    [...chosen].sort().join() !==
    account.roles
      .map(({ id }) => id)
      .sort()
      .join();
  const apart = ROLES.filter((role) => role.apart && chosen.includes(role.id)).length > 1;
  return (
    <section className="stack-s">
      <h3>{t('accounts.giveRoles')}</h3>
      <Checkbox.Group
        value={chosen}
        onChange={setChosen}
        aria-label={t('accounts.roles')}
        style={{ display: 'grid', gap: 4 }}
        options={ROLES.map(({ id, title }) => ({ value: id, label: local(title) }))}
      />
      {apart ? <p className="fault">{t('accounts.apart')}</p> : null}
      {save.error ? <ErrorNotice error={save.error} level={3} /> : null}
      <div className="row">
        <Button
          type="primary"
          disabled={!changed || apart}
          loading={save.isPending}
          onClick={() => save.mutate(chosen)}
        >
          {t('accounts.saveRoles')}
        </Button>
        <small role="status">{save.isSuccess && !changed ? t('accounts.saved') : ''}</small>
      </div>
    </section>
  );
}

function State({ account }: { account: StaffAccount }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const to = account.disabled ? 'enable' : 'disable';
  const change = useChange(
    () => setAccountState(account.id, to),
    () => setAsking(false),
  );
  return (
    <section className="stack-s">
      <h3>{t('accounts.signingIn')}</h3>
      <p>
        <Button danger={!account.disabled} onClick={() => setAsking(true)}>
          {t(`accounts.${to}`)}
        </Button>
      </p>
      <Modal
        open={asking}
        title={t(`accounts.${to}Title`, { name: account.name })}
        okText={t(`accounts.${to}`)}
        okButtonProps={{ danger: !account.disabled }}
        confirmLoading={change.isPending}
        onOk={() => change.mutate(undefined)}
        onCancel={() => setAsking(false)}
      >
        <p>{t(`accounts.${to}Text`)}</p>
        {change.error ? <ErrorNotice error={change.error} level={3} /> : null}
      </Modal>
    </section>
  );
}

function Password({ account }: { account: StaffAccount }) {
  const t = useText();
  const [form] = Form.useForm<{ password: string }>();
  const reset = useChange(
    (password: string) => resetPassword(account.id, password),
    () => form.resetFields(),
  );
  return (
    <section className="stack-s">
      <h3>{t('accounts.resetTitle')}</h3>
      <Form
        form={form}
        name="reset-password"
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) => reset.mutate(password)}
      >
        <Form.Item
          name="password"
          label={t('accounts.newPassword')}
          extra={t('accounts.passwordRule')}
          rules={[{ required: true, min: 12, message: t('accounts.passwordRule') }]}
        >
          <Input.Password maxLength={200} autoComplete="new-password" />
        </Form.Item>
        {reset.error ? <ErrorNotice error={reset.error} level={3} /> : null}
        <div className="row">
          <Button htmlType="submit" loading={reset.isPending}>
            {t('accounts.reset')}
          </Button>
          <small role="status">{reset.isSuccess ? t('accounts.resetDone') : ''}</small>
        </div>
      </Form>
    </section>
  );
}
