import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasLocalDrafts, keepLocalDraft, keepTyped, readLocalDraft, readTyped } from '../form/local-drafts.ts';
import { forgetTabs, ownTab } from './own-tab.ts';

/** A tab's storage: its entries are its own keys, as in a browser. */
beforeEach(() => {
  const storage = Object.defineProperties({} as Record<string, string>, {
    getItem: { value: (key: string) => storage[key] ?? null },
    setItem: { value: (key: string, text: string) => void (storage[key] = text) },
    removeItem: { value: (key: string) => void delete storage[key] },
    clear: { value: () => Object.keys(storage).forEach((key) => delete storage[key]) },
  });
  vi.stubGlobal('sessionStorage', storage);
});
afterEach(() => vi.unstubAllGlobals());

const DRAFT = { form: { phone: '13800000000' }, base: { revision: 1, form: {} } };

test('what an officer typed is there when they sign in again, and gone for whoever else signs in', () => {
  ownTab('wang');
  keepLocalDraft('case-1', DRAFT);
  keepTyped('visitor', { number: '990202' });
  ownTab('wang');
  expect([readLocalDraft('case-1'), readTyped('visitor')]).toEqual([DRAFT, { number: '990202' }]);
  expect(hasLocalDrafts()).toBe(true);
  ownTab('li');
  expect([readLocalDraft('case-1'), readTyped('visitor'), hasLocalDrafts()]).toEqual([undefined, undefined, false]);
});

test('signing out leaves nothing; a number typed for nobody yet is no reason to ask before', () => {
  ownTab('wang');
  keepTyped('visitor', { number: '990202' });
  expect(hasLocalDrafts()).toBe(false);
  forgetTabs();
  expect(Object.keys(sessionStorage)).toEqual([]);
});
