/** Pages of the menu with the permissions of which one is enough, in the order in which they stand. */
export const MENU = [
  { group: 'services', to: '/work', key: 'work', any: ['cases.read'] },
  { group: 'services', to: '/verifications', key: 'verifications', any: ['licences.verify-facts'] },
  { group: 'rail', to: '/railway', key: 'railway', any: ['exchange.read'] },
  { group: 'rail', to: '/connections', key: 'connections', any: ['exchange.read'] },
  { group: 'rail', to: '/runs', key: 'runs', any: ['exchange.read'] },
  { group: 'rail', to: '/reconciliations', key: 'reconciliations', any: ['exchange.read'] },
  { group: 'rail', to: '/streams', key: 'streams', any: ['exchange.read'] },
  { group: 'rail', to: '/flows', key: 'flows', any: ['exchange.read'] },
  { group: 'rail', to: '/nodes', key: 'nodes', any: ['nodes.read'] },
  { group: 'rail', to: '/islands', key: 'islands', any: ['exchange.read'] },
  { group: 'data', to: '/sources', key: 'sources', any: ['exchange.read'] },
  { group: 'data', to: '/catalogue', key: 'catalogue', any: ['catalogue.read'] },
  { group: 'data', to: '/lineage', key: 'lineage', any: ['catalogue.read'] },
  { group: 'data', to: '/registries', key: 'registries', any: ['base-registries.read'] },
  { group: 'sharing', to: '/interfaces', key: 'interfaces', any: ['interfaces.read'] },
  { group: 'sharing', to: '/applications', key: 'applications', any: ['interfaces.read'] },
  {
    group: 'system',
    to: '/accounts',
    key: 'accounts',
    any: ['identity.manage-accounts', 'identity.manage-department-accounts', 'identity.grant-roles'],
  },
] as const;

export const GROUPS = ['services', 'rail', 'data', 'sharing', 'system'] as const;
export type MenuEntry = (typeof MENU)[number];

/** Entries that an account with these permissions may use. */
export function entriesFor(permissions: readonly string[]): MenuEntry[] {
  return MENU.filter((entry) => entry.any.some((permission) => permissions.includes(permission)));
}
