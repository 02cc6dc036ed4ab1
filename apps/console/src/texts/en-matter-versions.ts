import type { TextsLike } from '@yiwang/ui';
import type { zhMatterVersions } from './zh-matter-versions.ts';

export const enMatterVersions: TextsLike<typeof zhMatterVersions> = {
  version: 'Version',
  at: 'First used',
  origin: 'From',
  inUse: 'In use',
  who: 'Edited, reviewed, published by',
  withPack: 'Came with its pack, read when the server started',
  followsAbove: 'Follows a change of the matter above',
  editors: 'Edited by {{names}}',
  by: '{{name}} ({{organisation}})',
  steps: {
    begun: 'Begun',
    submitted: 'Submitted',
    approved: 'Approved',
    installed: 'Pack installed',
    published: 'Published',
  },
  compare: 'Compare two versions',
  compareLead: 'What changed, in words; below, element by element and line by line.',
  from: 'From version',
  to: 'To version',
  one: '{{version}} ({{at}})',
  oneInUse: '{{version}} (in use)',
  parts: { elements: 'Elements', form: 'Form', rules: 'Rules', process: 'Process' },
  details: 'Element by element, line by line',
  layout: 'They differ only in layout',
  same: 'The two are the same',
  empty: 'Nothing was published yet',
  emptyText: 'Once a version is approved and its day has come, it stands here.',
};
