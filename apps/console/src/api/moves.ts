// Moving running cases to another version of their matter's process (modules/cases/moves).
import { request, type Answer } from '@yiwang/ui';

export type Mapping = Readonly<Record<string, string>>;
export type MovePreview = Answer<'cases.preview-move'>;
export type MovePlace = MovePreview['places'][number] & { cases?: number };
export type RunningVersion = Answer<'cases.count-versions'>['items'][number];
export type TargetVersion = RunningVersion['targets'][number];
export type MoveTrial = Answer<'cases.try-moves'>;
export type TriedCase = MoveTrial['results'][number];

const work = (id: string): string => `/api/work/cases/${encodeURIComponent(id)}`;
const matterOf = (id: string): string => `/api/work/matters/${encodeURIComponent(id)}`;

/** Versions of a matter that are in force. */
export const fetchMoveTargets = (matter: string) =>
  request<Answer<'cases.list-move-targets'>>('GET', `${matterOf(matter)}/move-targets`);
/** What moving the case would come to; nothing is changed. */
export const previewMove = (id: string, body: { version: string; mapping: Mapping }) =>
  request<MovePreview>('POST', `${work(id)}/preview-move`, { body });
/** Moves the case as the preview showed it. */
export const moveCase = (id: string, body: { version: string; mapping: Mapping; reason: string; seen: string }) =>
  request<Answer<'cases.move-case'>>('POST', `${work(id)}/move`, { body });

export const fetchRunningVersions = () => request<Answer<'cases.count-versions'>>('GET', '/api/work/running-versions');
/** What moving the next cases of a version would come to; nothing is changed. */
export const tryMoves = (matter: string, body: { from: string; version: string; mapping: Mapping; after?: string }) =>
  request<MoveTrial>('POST', `${matterOf(matter)}/try-moves`, { body });
/** Moves cases as the trial showed them. */
export const moveCases = (
  matter: string,
  body: {
    version: string;
    mapping: Mapping;
    reason: string;
    cases: readonly { caseId: string; seen: string }[];
  },
) => request<Answer<'cases.move-cases'>>('POST', `${matterOf(matter)}/move-cases`, { body });
