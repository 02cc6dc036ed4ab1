import type { TextsLike } from '@yiwang/ui';
import type { zhMoves } from './zh-moves.ts';

export const enMoves: TextsLike<typeof zhMoves> & {
  toOf_one: string;
  noteOf_one: string;
  wouldNot_one: string;
  stopped_one: string;
} = {
  lead: 'This case goes by the process of {{from}}; new cases use {{to}}.',
  leadSame: 'This case goes by the process of the version in use, {{from}}.',
  button: 'Move to another version',
  version: 'Version to move to',
  versionOf: '{{version}} (used since {{since}})',
  inUse: '{{version}} (in use, since {{since}})',
  versions: 'From {{from}} to {{to}}',
  places: 'Where it stands → step of the new version',
  to: '“{{title}}” goes to',
  toOf_one: '“{{title}}” (1 case) goes to',
  toOf: '“{{title}}” ({{count}} cases) goes to',
  choose: 'Choose a step of the same kind',
  faults: 'It cannot be moved yet',
  notes: 'What will be different',
  noteOf_one: '{{text}} (1 case)',
  noteOf: '{{text}} ({{count}} cases)',
  open: 'Open afterwards: {{list}}',
  stays: 'What stays',
  reason: 'Reason (stays inside)',
  lacksReason: 'Say why.',
  lacksPlace: 'Settle what is listed above first.',
  done: 'The case goes by the chosen version',
  old: 'Cases that go by an older process',
  oldLead:
    'When a process is revised, running cases keep theirs. Try a move first to see which would move and which not, then move them together.',
  oldLeadSeen:
    'When a process is revised, running cases keep theirs until the head of their department moves them to the new version.',
  current: 'Cases by the version in use that could go by another',
  oldMatter: '{{title}}: {{count}} by {{from}} (in use: {{to}})',
  retiredMatter: '{{title}}: {{count}} by {{from}} (the matter is retired)',
  inUseMatter: '{{title}}: {{count}} by {{from}}, in use',
  batch: 'Move together',
  batchTitle: 'Move cases together',
  try: 'Try the move',
  tryAgain: 'Try again',
  tryLead: 'A trial changes nothing. It says which cases would move, which not and why; only then can they be moved.',
  trying: 'Trying',
  moving: 'Moving',
  cases: '{{done}} of {{all}} cases · {{rate}} a second · about {{left}} s left',
  stop: 'Stop',
  stopped_one: 'Stopped: 1 was tried. The rest were not and will not be moved.',
  stopped: 'Stopped: {{count}} were tried. The rest were not and will not be moved.',
  would: '{{count}} would move',
  wouldNot_one: '1 cannot be moved and stays as it is',
  wouldNot: '{{count}} cannot be moved and stay as they are',
  none: 'None would move. Choose steps for the places above and try again, or choose another version.',
  changedSince: 'What you chose has changed: try again.',
  move: 'Move these {{count}}',
  moved: 'Moved: {{count}}',
  left: 'Not moved, as they were: {{count}}',
  notSent: 'Stopped before their turn; they are as they were',
  reasonCases: '{{count}}: {{why}}',
  opens: 'Open case {{caseNo}} in a new page',
  close: 'Close',
};
