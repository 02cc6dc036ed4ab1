import { BUREAU, text, uuid } from './mock-words.ts';

/** A matter with a draft; keeps what was saved, as the real one does. */
export function matterInWork() {
  let revision = 3;
  let definition: Record<string, unknown> = {
    id: 'card',
    title: text('网球会员入会', 'Tennis membership'),
    limits: { statutory: { days: 20, unit: 'workday' }, promise: { days: 5, unit: 'workday' } },
    handling: { forms: ['window'] },
  };
  let files: Record<string, string> = { 'form.json': '{}', 'decision.dmn': '<definitions/>' };
  return {
    read: () => ({
      summary: {
        id: 'card',
        title: definition['title'],
        organisation: 'civil-affairs-bureau',
        organisationName: BUREAU,
        useLevel: '3',
        taskType: '01',
        taskCode: '000000000000',
        projectType: '2',
        online: false,
        heirs: 0,
        state: 'in-use',
        version: '1',
        conflict: false,
      },
      inUse: { definition, files, ownProcess: false },
      heirs: [],
      conflicts: [],
      versions: [],
      work: {
        view: { id: uuid(800), no: 2, state: 'draft', origin: 'console', revision, updatedAt: '2026-11-20T06:05:12Z' },
        definition,
        files,
        faults: [],
        changes: [],
        fileChanges: [],
        heirConflicts: [],
        editors: [],
      },
      may: ['edit', 'submit', 'discard'],
    }),
    save(body: unknown) {
      const sent = body as { definition: typeof definition; files: typeof files };
      ({ definition, files } = sent);
      revision += 1;
      return { revision, faults: [] };
    },
  };
}
