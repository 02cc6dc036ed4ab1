/** Pages of the menu with the permissions of which one is enough, in the order in which they stand. */
export const MENU = [
  { group: 'services', to: '/work', key: 'work', any: ['cases.read'] },
  { group: 'services', to: '/window', key: 'window', any: ['cases.take-in'] },
  { group: 'services', to: '/work-board', key: 'workBoard', any: ['cases.supervise'] },
  { group: 'services', to: '/volumes', key: 'volumes', any: ['cases.read-volumes'] },
  { group: 'services', to: '/substitutes', key: 'substitutes', any: ['cases.decide'] },
  { group: 'services', to: '/systems', key: 'systems', any: ['cases.read'] },
  { group: 'services', to: '/verifications', key: 'verifications', any: ['licences.verify-facts'] },
  { group: 'services', to: '/matters', key: 'matters', any: ['matters.read'] },
  { group: 'services', to: '/matter-figures', key: 'matterFigures', any: ['matters.read'] },
  { group: 'services', to: '/service-points', key: 'servicePoints', any: ['matters.read'] },
  { group: 'services', to: '/basic-matters', key: 'basicMatters', any: ['matters.read'] },
  { group: 'services', to: '/payments', key: 'payments', any: ['payments.read'] },
  { group: 'services', to: '/reports', key: 'reports', any: ['reports.read'] },
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
  { group: 'data', to: '/entries', key: 'entries', any: ['catalogue.compile', 'catalogue.review'] },
  { group: 'data', to: '/responsibilities', key: 'responsibilities', any: ['catalogue.read'] },
  { group: 'data', to: '/upkeep', key: 'upkeep', any: ['catalogue.read'] },
  { group: 'data', to: '/discoveries', key: 'discoveries', any: ['catalogue.grade', 'catalogue.review'] },
  { group: 'data', to: '/lineage', key: 'lineage', any: ['catalogue.read'] },
  { group: 'data', to: '/registries', key: 'registries', any: ['base-registries.read'] },
  { group: 'sharing', to: '/sharing/requests', key: 'sharingRequests', any: ['sharing.read'] },
  { group: 'sharing', to: '/sharing/grants', key: 'sharingGrants', any: ['sharing.read'] },
  { group: 'sharing', to: '/sharing/board', key: 'sharingBoard', any: ['sharing.read'] },
  { group: 'sharing', to: '/sharing/disputes', key: 'sharingDisputes', any: ['sharing.read'] },
  { group: 'sharing', to: '/interfaces', key: 'interfaces', any: ['interfaces.read'] },
  { group: 'sharing', to: '/deliveries', key: 'deliveries', any: ['deliveries.request', 'deliveries.review'] },
  { group: 'sharing', to: '/sandbox', key: 'sandbox', any: ['deliveries.request', 'deliveries.review'] },
  { group: 'sharing', to: '/upstreams', key: 'upstreams', any: ['upstreams.read'] },
  { group: 'sharing', to: '/across', key: 'across', any: ['sharing.read'] },
  { group: 'sharing', to: '/receipts', key: 'receipts', any: ['receipts.read'] },
  { group: 'sharing', to: '/applications', key: 'applications', any: ['interfaces.read'] },
  { group: 'security', to: '/questions', key: 'questions', any: ['disclosures.answer'] },
  {
    group: 'security',
    to: '/unusual-reads',
    key: 'unusualReads',
    any: ['data-security.read', 'data-security.explain'],
  },
  { group: 'security', to: '/tracing', key: 'tracing', any: ['data-security.handle'] },
  { group: 'security', to: '/watched', key: 'watched', any: ['data-security.confirm'] },
  {
    group: 'system',
    to: '/accounts',
    key: 'accounts',
    any: ['identity.manage-accounts', 'identity.manage-department-accounts', 'identity.grant-roles'],
  },
] as const;

export const GROUPS = ['services', 'rail', 'data', 'sharing', 'security', 'system'] as const;
export type MenuEntry = (typeof MENU)[number];

/** Entries that an account with these permissions may use. */
export function entriesFor(permissions: readonly string[]): MenuEntry[] {
  return MENU.filter((entry) => entry.any.some((permission) => permissions.includes(permission)));
}
