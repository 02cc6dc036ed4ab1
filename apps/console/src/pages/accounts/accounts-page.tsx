import { formatInstant, useLocal, When } from '@yiwang/ui';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { ACCOUNTS_KEY, ACCOUNTS_PAGE, fetchAccounts, type StaffAccount } from '../../api/accounts.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { AccountDrawer } from './account-drawer.tsx';
import { NewAccountForm } from './new-account.tsx';

const route = getRouteApi('/accounts');

/** 账号: who may work here, in which organisation, with which roles. */
export function AccountsPage() {
  const t = useText();
  const search: { open?: string } = route.useSearch();
  const navigate = route.useNavigate();
  const may = usePermission();
  const [creating, setCreating] = useState(false);
  const manages = may('identity.manage-accounts') || may('identity.manage-department-accounts');
  const list = usePaged([ACCOUNTS_KEY], ACCOUNTS_PAGE, fetchAccounts);
  const open = (id: string | undefined) => void navigate({ search: id ? { open: id } : {}, replace: true });
  return (
    <Page
      title={t('accounts.title')}
      lead={t('accounts.lead')}
      actions={
        manages ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('accounts.create')}
          </Button>
        ) : null
      }
    >
      <DataTable
        name="accounts"
        label={t('accounts.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('accounts.empty'), text: t('accounts.emptyText') }}
        onOpen={({ id }) => open(id)}
        open={search.open}
        paged={list}
      />
      <AccountDrawer
        id={search.open}
        shown={list.items?.find(({ id }) => id === search.open)}
        loaded={list.items !== undefined}
        error={list.error}
        onRetry={list.again}
        manages={manages}
        onClose={() => open(undefined)}
      />
      <NewAccountForm
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(id) => {
          setCreating(false);
          open(id);
        }}
      />
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<StaffAccount>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'name',
      title: t('accounts.name'),
      text: ({ name }) => name,
      show: ({ id, name }) => <OpenButton onOpen={() => open(id)}>{name}</OpenButton>,
      always: true,
    },
    { key: 'login', title: t('accounts.login'), text: ({ login }) => login },
    {
      key: 'organisation',
      title: t('accounts.organisation'),
      text: ({ organisation, organisationName }) => local(organisationName) || organisation,
    },
    {
      key: 'roles',
      title: t('accounts.roles'),
      text: ({ roles }) => roles.map(({ title }) => local(title)).join(t('shell.and')),
      show: ({ roles }) => (
        <span className="row">
          {roles.length === 0 ? (
            <Tag tone="amber">{t('accounts.noRoles')}</Tag>
          ) : (
            roles.map(({ id, title }) => (
              <Tag key={id} tone="blue">
                {local(title)}
              </Tag>
            ))
          )}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('accounts.state'),
      text: ({ disabled }) => (disabled ? t('accounts.disabled') : t('accounts.enabled')),
      show: ({ disabled, demo }) => (
        <span className="row">
          <Tag tone={disabled ? 'red' : 'green'}>{disabled ? t('accounts.disabled') : t('accounts.enabled')}</Tag>
          {demo ? <Tag tone="amber">{t('accounts.demo')}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'createdAt',
      title: t('accounts.createdAt'),
      text: ({ createdAt }) => formatInstant(createdAt),
      show: ({ createdAt }) => <When at={createdAt} />,
      startsHidden: true,
    },
  ];
}
