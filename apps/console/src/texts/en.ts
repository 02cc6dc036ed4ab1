import type { TextsLike } from '@yiwang/ui';
import { enAccess } from './en-access.ts';
import { enCase } from './en-case.ts';
import { enLicences } from './en-licences.ts';
import { enData } from './en-data.ts';
import { enConnect } from './en-connect.ts';
import { enNodes } from './en-nodes.ts';
import { enProof } from './en-proof.ts';
import { enRail } from './en-rail.ts';
import type { zh } from './zh.ts';

export const en: TextsLike<typeof zh> & { table: { count_one: string } } = {
  ...enCase,
  ...enData,
  ...enAccess,
  ...enLicences,
  ...enRail,
  ...enConnect,
  ...enProof,
  ...enNodes,
  yes: 'Yes',
  no: 'No',
  none: 'None',
  shell: {
    brand: 'Yiwang console',
    documentTitle: '{{page}} - Console · {{city}}',
    skip: 'Skip to the page',
    menu: 'Main menu',
    and: ', ',
    loading: 'Loading…',
    demo: 'Demo data',
    demoLong: 'This is a demonstration: people, licences and cases are invented.',
    keys: 'Keys',
    keySearch: 'search',
    keyNext: 'next, previous case',
    expired: 'Your sign-in has expired. What you wrote is still on this page; copy it before you sign in again.',
    signInTitle: 'Please sign in to the console',
    signInText: 'The console is for staff of the departments. You will come back to this page.',
    signInPerson: 'You are signed in as a resident. The console is for staff; please sign in with a staff account.',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    signOut: 'Sign out',
    signOutFailed: 'Not signed out; try again',
    noRights: 'There is nothing your account may use yet',
    noRightsText:
      'The account exists but holds no role. Ask your organisation’s administrator or the city’s security administrator for one, then reload this page.',
    noRightsRoles:
      'None of your roles has a page in the console. If you need one, ask your organisation’s administrator.',
    notFound: 'No such page',
    notFoundTitle: 'This page was not found',
    notFoundText: 'The address may be incomplete, or the page has moved.',
    toStart: 'To the start of the console',
    broken: 'This page did not open',
    brokenText:
      'The page did not arrive in full; a new version may have been installed. Please open it again, or tell operations.',
    reload: 'Open again',
  },
  menu: {
    groups: { services: 'Services', rail: 'Collecting data', data: 'Data', sharing: 'Sharing', system: 'System' },
    work: 'My work',
    verifications: 'Facts to verify',
    railway: 'Data railway',
    connections: 'Connections',
    runs: 'Jobs',
    reconciliations: 'Reconciliation',
    flows: 'Flow matrix',
    streams: 'Subscriptions',
    nodes: 'Nodes',
    islands: 'Islands register',
    lineage: 'Data lineage',
    sources: 'Data sources',
    catalogue: 'Data catalogue',
    registries: 'Base registries',
    interfaces: 'Data interfaces',
    applications: 'Applications and keys',
    accounts: 'Accounts',
  },
  table: {
    searchHint: '{{label}} (press /)',
    columns: 'Columns',
    export: 'Export',
    exportPage: 'Export this page',
    noMatch: 'Nothing fits these filters',
    noMatchText: 'Try another word, or fewer filters.',
    scrolls: '{{label}} (moves sideways)',
    clear: 'Clear the filters',
    count: '{{count}} records',
    count_one: '1 record',
    page: 'Page {{page}}, {{count}} shown',
    pageOf: 'Page {{page}}, {{count}} shown, {{total}} in all',
    previous: 'Previous page',
    next: 'Next page',
  },
  copy: {
    done: 'Copied',
    failed: 'The browser does not allow copying here; select the text and copy it by hand.',
    code: 'Copy the code',
  },
};
