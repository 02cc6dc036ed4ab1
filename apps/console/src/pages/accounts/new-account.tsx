import { ApiProblem, ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { ACCOUNTS_KEY, createAccount, type NewAccount } from '../../api/accounts.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { useText } from '../../texts/index.ts';

/** A new account, without roles: those are given by a security administrator. */
export function NewAccountForm({
  open,
  onClose,
  onCreated,
}: {
  open: boolean;
  onClose: () => void;
  onCreated: (id: string) => void;
}) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const { staff } = useSession();
  const organisationList = useQuery({ ...organisationsQuery, enabled: open });
  const organisations = organisationList.data?.items ?? [];
  const [form] = Form.useForm<NewAccount>();
  const create = useMutation({
    mutationFn: createAccount,
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [ACCOUNTS_KEY] });
      form.resetFields();
      onCreated(id);
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return;
      form.setFields(
        error.errors.map(({ pointer, detail }) => ({
          name: pointer.replace(/^\//, '') as keyof NewAccount,
          errors: [detail],
        })),
      );
    },
  });
  const needed = { required: true, message: t('accounts.needed') };
  return (
    <Modal
      open={open}
      title={t('accounts.create')}
      okText={t('accounts.createOk')}
      confirmLoading={create.isPending}
      onOk={form.submit}
      onCancel={onClose}
      forceRender
    >
      <Form
        form={form}
        name="new-account"
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => create.mutate(values)}
        initialValues={{ organisation: staff?.organisation }}
      >
        <Form.Item name="name" label={t('accounts.name')} rules={[needed]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="login"
          label={t('accounts.login')}
          extra={t('accounts.loginRule')}
          rules={[needed, { pattern: /^[a-zA-Z][a-zA-Z0-9.-]{2,39}$/, message: t('accounts.loginRule') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <NotLoaded query={organisationList} />
        <Form.Item name="organisation" label={t('accounts.organisation')} rules={[needed]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={organisations.map(({ id, name }) => ({ value: id, label: local(name) }))}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('accounts.firstPassword')}
          extra={t('accounts.passwordRule')}
          rules={[needed, { min: 12, message: t('accounts.passwordRule') }]}
        >
          <Input.Password maxLength={200} autoComplete="new-password" />
        </Form.Item>
      </Form>
      {create.error ? <ErrorNotice error={create.error} level={3} kept={t('accounts.kept')} /> : null}
      <p className="quiet">{t('accounts.createText')}</p>
    </Modal>
  );
}
