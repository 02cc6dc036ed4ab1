import type { LocalText } from '@platform/kernel';

/** A role that staff hold in an organisation. Permissions are those that features name; nothing is allowed that no role grants. */
export type Role = {
  id: string;
  title: LocalText;
  permissions: readonly string[];
  /** Whose records: the holder's own organisation, it and those below, or all. */
  scope: 'own' | 'subtree' | 'all';
  /** One of the three administrators (三员) who are kept apart: no account holds two. */
  apart?: true;
};

export const ROLES: readonly Role[] = [
  {
    id: 'system-admin',
    title: { zh: '系统管理员', en: 'System administrator' },
    permissions: ['identity.manage-accounts', 'matters.install-packs'],
    scope: 'all',
    apart: true,
  },
  {
    id: 'security-admin',
    title: { zh: '安全管理员', en: 'Security administrator' },
    permissions: [
      'identity.grant-roles',
      'interfaces.read',
      'interfaces.manage-keys',
      'nodes.read',
      'nodes.manage',
      'data-security.confirm',
    ],
    scope: 'all',
    apart: true,
  },
  {
    id: 'audit-admin',
    title: { zh: '审计管理员', en: 'Audit administrator' },
    permissions: ['audit.read'],
    scope: 'all',
    apart: true,
  },
  {
    id: 'department-admin',
    title: { zh: '部门管理员', en: 'Department administrator' },
    permissions: [
      'identity.manage-department-accounts',
      'matters.read',
      'cases.read',
      'cases.read-volumes',
      'exchange.read',
      'data-security.explain',
      'sharing.read',
    ],
    scope: 'subtree',
  },
  {
    id: 'data-officer',
    title: { zh: '数据专员', en: 'Data officer' },
    permissions: [
      'catalogue.read',
      'catalogue.grade',
      'exchange.read',
      'exchange.run-load',
      'exchange.read-rejected-rows',
      'exchange.manage-lines',
      'base-registries.read',
      'interfaces.read',
      'interfaces.define',
      'interfaces.try',
      'interfaces.manage-keys',
      'sharing.read',
      'receipts.read',
      'deliveries.review',
      'upstreams.read',
      'upstreams.manage',
      'nodes.read',
      'nodes.publish',
      'cockpit.read',
      'cases.read-volumes',
      'reports.read',
      'reports.handle',
    ],
    scope: 'all',
  },
  {
    id: 'department-data-officer',
    title: { zh: '部门数据专员', en: 'Department data officer' },
    permissions: [
      'catalogue.read',
      'catalogue.compile',
      'catalogue.grade',
      'sharing.read',
      'sharing.apply',
      'sharing.decide',
      'interfaces.read',
      'interfaces.define',
      'interfaces.try',
      'interfaces.manage-keys',
      'receipts.read',
      'deliveries.request',
      'deliveries.review',
      'disclosures.answer',
      'data-security.explain',
    ],
    scope: 'own',
  },
  {
    id: 'sharing-authority',
    title: { zh: '共享主管', en: 'Sharing authority' },
    permissions: [
      'catalogue.read',
      'catalogue.review',
      'sharing.read',
      'sharing.check',
      'interfaces.read',
      'receipts.read',
      'deliveries.review',
      'upstreams.read',
      'disclosures.answer',
      'data-security.explain',
      'cockpit.read',
    ],
    scope: 'all',
  },
  {
    id: 'data-security-officer',
    title: { zh: '数据安全员', en: 'Data security officer' },
    permissions: [
      'data-security.read',
      'data-security.handle',
      'data-security.confirm',
      'catalogue.read',
      'catalogue.grade',
      'interfaces.read',
      'receipts.read',
    ],
    scope: 'all',
  },
  {
    id: 'clerk',
    title: { zh: '审批人员', en: 'Clerk' },
    permissions: [
      'matters.read',
      'cases.read',
      'cases.read-personal-data',
      'cases.decide',
      'licences.verify-facts',
      'payments.read',
      'payments.handle',
    ],
    scope: 'own',
  },
  {
    id: 'window-clerk',
    title: { zh: '窗口人员', en: 'Window clerk' },
    permissions: ['matters.read', 'cases.take-in'],
    scope: 'own',
  },
  {
    id: 'window-lead',
    title: { zh: '窗口负责人', en: 'Window lead' },
    permissions: [
      'matters.read',
      'cases.read',
      'cases.read-personal-data',
      'cases.decide',
      'cases.supervise',
      'cases.read-volumes',
      'licences.verify-facts',
      'disclosures.answer',
      'data-security.explain',
      'payments.read',
      'payments.handle',
    ],
    scope: 'subtree',
  },
  {
    id: 'department-head',
    title: { zh: '单位负责人', en: 'Head of department' },
    permissions: [
      'matters.read',
      'cases.read',
      'cases.read-personal-data',
      'cases.decide',
      'cases.supervise',
      'cases.read-volumes',
      // Answers for how the office's cases are handled: moves them, and lets a stopped process go on.
      'cases.move',
      'cases.approve-extension',
      'payments.read',
      'payments.handle',
    ],
    scope: 'subtree',
  },
  {
    id: 'inspector',
    title: { zh: '效能监察', en: 'Inspection of service' },
    permissions: ['matters.read', 'cases.read', 'cases.supervise', 'cases.read-volumes', 'reports.read'],
    scope: 'all',
  },
  {
    id: 'fee-officer',
    title: { zh: '收费对账人员', en: 'Officer for fees' },
    permissions: ['payments.read', 'payments.reconcile', 'payments.approve-refunds'],
    scope: 'all',
  },
  {
    id: 'matter-editor',
    title: { zh: '事项编制人员', en: 'Editor of matters' },
    permissions: ['matters.read', 'matters.edit'],
    scope: 'subtree',
  },
  {
    id: 'matter-reviewer',
    title: { zh: '审改人员', en: 'Reviewer of matters' },
    permissions: ['matters.read', 'matters.review', 'cases.read-volumes', 'reports.read', 'reports.handle'],
    scope: 'all',
  },
  {
    id: 'leader',
    title: { zh: '领导', en: 'Leader' },
    permissions: [
      'cockpit.read',
      'cases.read',
      'cases.supervise',
      // As head of a government: more time for what its departments handle jointly.
      'cases.approve-joint-extension',
      'cases.read-volumes',
      'matters.read',
      'exchange.read',
      'interfaces.read',
      'catalogue.read',
      'sharing.read',
      'upstreams.read',
      'nodes.read',
      'reports.read',
    ],
    scope: 'all',
  },
];

/** How packs name people who use the services for themselves; it grants nothing, since a person sees only their own. */
export const RESIDENT = 'resident';

/** The role with this id. */
export function findRole(id: string): Role | undefined {
  return ROLES.find((role) => role.id === id);
}
