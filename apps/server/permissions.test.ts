import { expect, test } from 'vitest';
import { permissionsOf, ROLES } from '@platform/access';
import { composeForDescription } from './described.ts';

/** Features that anyone who works somewhere may call look further inside, at these. */
const CHECKED_INSIDE = ['identity.manage-accounts', 'identity.manage-department-accounts'];
/** Granted before there is a feature, each with the reason. */
const RESERVED: Record<string, string> = {
  'audit.read':
    'the audit administrator (三员) must be someone from the first day; until its screen comes they run `npm run audit:verify`',
};
/** Features open to everyone, and no others: a new one belongs here only after thought about whom it tells what. */
const PUBLIC = [
  'cases.show-blank-form',
  'catalogue.show-dcat-json-ld',
  'catalogue.show-dcat-turtle',
  'identity.begin-sign-in',
  'identity.finish-sign-in',
  'identity.set-up-administrators',
  'identity.show-session',
  'identity.show-sign-in',
  'identity.sign-in',
  'identity.sign-out',
  'licences.verify-file',
  'licences.verify-token',
  'matters.find-matters',
  // Where halls are and when they are open.
  'matters.find-service-points',
  // Since when a guide holds and what changed; never who wrote it.
  'matters.list-guide-versions',
  'matters.show-guide',
  'nodes.answer-message',
  'nodes.take-package',
  'organisations.list-divisions',
  'organisations.list-organisations',
  'organisations.show-boundaries',
  // Believed only under the platform's signature.
  'payments.take-notice',
];
/** Open to all staff: each asks inside for a permission and the organisation. */
const ANY_STAFF = [
  'identity.create-account',
  'identity.disable-account',
  'identity.enable-account',
  'identity.list-accounts',
  'identity.reset-password',
];

const features = composeForDescription().modules.flatMap((module) => module.features ?? []);
const needed = new Set([
  ...CHECKED_INSIDE,
  ...features.flatMap(({ access }) => ('permission' in access ? [access.permission] : [])),
]);
const granted = new Set(ROLES.flatMap((role) => role.permissions));

test('every permission that a feature asks for is granted by some role', () => {
  expect([...needed].filter((permission) => !granted.has(permission))).toEqual([]);
});

test('no role grants what no feature asks for, but for what is reserved', () => {
  expect([...granted].filter((permission) => !needed.has(permission) && !(permission in RESERVED))).toEqual([]);
  expect(Object.keys(RESERVED).filter((permission) => needed.has(permission))).toEqual([]);
});

test('what is open without signing in, and to all staff, is listed here', () => {
  const open = features.filter(({ access }) => 'public' in access).map(({ name }) => name);
  expect(open.toSorted()).toEqual(PUBLIC);
  const staff = features
    .filter(({ access }) => 'signedIn' in access && access.signedIn !== 'person')
    .map(({ name }) => name);
  expect(staff.toSorted()).toEqual(ANY_STAFF);
});

test('who may change something in a list may also see the list', () => {
  const sees: Record<string, string> = {
    'interfaces.manage-keys': 'interfaces.read',
    'cases.decide': 'cases.read-personal-data',
    'exchange.run-load': 'exchange.read',
    'exchange.manage-lines': 'exchange.read',
  };
  for (const role of ROLES) {
    for (const [acts, reads] of Object.entries(sees)) {
      if (role.permissions.includes(acts)) expect(role.permissions, role.id).toContain(reads);
    }
  }
});

test('the three administrators (三员) handle no cases and see no personal data', () => {
  for (const { id } of ROLES.filter((role) => role.apart)) {
    const held = permissionsOf([id]);
    expect(
      [...held].filter((permission) => /^(cases|licences|base-registries|exchange)\./.test(permission)),
      id,
    ).toEqual([]);
  }
});
