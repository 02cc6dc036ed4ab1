import type { Page } from 'playwright-core';
import { cases } from './mock-cases.ts';
import { DISPUTE } from './mock-drawers.ts';

export const FIRST = cases[0]?.id ?? '';
export const NINTH = cases.find(({ id }) => id.endsWith('9'))?.id ?? '';

/** `act`: what is done before it is looked at, where its address does not say it. */
export const PAGES: [name: string, path: string, act?: (page: Page) => Promise<void>][] = [
  ['work', '/work'],
  ['work-cases', '/work?view=cases'],
  ['work-board', '/work-board'],
  ['volumes', '/volumes'],
  ['volumes-cases', '/volumes?figure=received'],
  ['work-board-cases', '/work-board?figure=double-red&of=civil-affairs-bureau'],
  [
    'work-moves',
    '/work?view=stopped',
    async (page) => {
      const drawer = page.getByRole('dialog');
      await page.getByRole('button', { name: /成批移动|Move together/ }).click();
      await drawer.getByRole('button', { name: /试移|Try the move/ }).click();
      await drawer.locator('[data-tried]').waitFor();
    },
  ],
  ['disputes-across', `/sharing/disputes?view=across&open=${DISPUTE}`],
  ['substitutes', '/substitutes'],
  ['systems', '/systems'],
  ['case', `/work/${FIRST}`],
  ['verifications', '/verifications'],
  ['verification', '/verifications?open=00000000-0000-7000-8000-000000000700'],
  ['verification-heard', '/verifications?state=confirmed&open=00000000-0000-7000-8000-000000000702'],
  ['sources', '/sources'],
  ['source', '/sources?open=household'],
  ['source-failed', '/sources?open=care'],
  ['load', '/loads/00000000-0000-7000-8000-000000009001'],
  ['catalogue', '/catalogue'],
  ['resource', '/catalogue?open=household-register'],
  ['registries', '/registries'],
  ['interfaces', '/interfaces'],
  ['interface-calls', '/interfaces?open=population-verify&tab=calls'],
  ['applications', '/applications'],
  ['application', '/applications?open=bus-card'],
  ['accounts', '/accounts'],
  ['account', '/accounts?open=00000000-0000-7000-8000-000000000500'],
];

/** Pages of services whose tables stand there whole on a desk: nothing is looked for by scrolling sideways. */
export const IN_VIEW = /^(work|work-.*|substitutes|systems|case|verifications)$/;
