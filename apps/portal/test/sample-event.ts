import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MyCase } from '@yiwang/ui/api/types.ts';

// The tennis club's own form with pages, a repeated group, conditions, computed amounts and uploads.
const FORM = path.resolve(import.meta.dirname, '../../../packs/tennis-club/matters/court-event/form.json');

/** A draft of it, with the contact's name filled in by data inside its group. */
export const eventOf = (draft: MyCase): MyCase => {
  const source = draft.sources['name'];
  return {
    ...draft,
    id: 'c-event',
    matter: 'court-event',
    title: { zh: '球场活动登记', en: 'Event on the courts' },
    formSchema: JSON.parse(readFileSync(FORM, 'utf8')) as unknown,
    uiOrder: [],
    form: { organiser: { name: '段晓拍' } },
    sources: source ? { 'organiser.name': source } : {},
    locked: ['organiser.name'],
    materials: [],
    papersSaved: 0,
  };
};
