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
    permissions: ['identity.manage-accounts'],
    scope: 'all',
    apart: true,
  },
  {
    id: 'security-admin',
    title: { zh: '安全管理员', en: 'Security administrator' },
    permissions: ['identity.grant-roles', 'interfaces.read', 'interfaces.manage-keys', 'nodes.read', 'nodes.manage'],
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
    permissions: ['identity.manage-department-accounts', 'cases.read', 'exchange.read'],
    scope: 'subtree',
  },
  {
    id: 'data-officer',
    title: { zh: '数据专员', en: 'Data officer' },
    permissions: [
      'catalogue.read',
      'exchange.read',
      'exchange.run-load',
      'exchange.read-rejected-rows',
      'exchange.manage-lines',
      'base-registries.read',
      'interfaces.read',
      'interfaces.manage-keys',
      'nodes.read',
      'nodes.publish',
      'cockpit.read',
    ],
    scope: 'all',
  },
  {
    id: 'clerk',
    title: { zh: '审批人员', en: 'Clerk' },
    permissions: ['cases.read', 'cases.read-personal-data', 'cases.decide', 'licences.verify-facts'],
    scope: 'own',
  },
  {
    id: 'window-lead',
    title: { zh: '窗口负责人', en: 'Window lead' },
    permissions: ['cases.read', 'cases.read-personal-data', 'cases.decide', 'licences.verify-facts'],
    scope: 'subtree',
  },
  {
    id: 'leader',
    title: { zh: '领导', en: 'Leader' },
    permissions: ['cockpit.read', 'cases.read', 'exchange.read', 'interfaces.read', 'catalogue.read', 'nodes.read'],
    scope: 'all',
  },
];

/** How packs name people who use the services for themselves; it grants nothing, since a person sees only their own. */
export const RESIDENT = 'resident';

/** The role with this id. */
export function findRole(id: string): Role | undefined {
  return ROLES.find((role) => role.id === id);
}
