import type { CaseState } from '@yiwang/ui';

type Decided = { decision?: { outcome: string } };

/** Nothing is done to them any more; one that ended so without having been accepted never had clocks. */
const OVER: readonly CaseState[] = ['refused', 'closed', 'withdrawn', 'returned', 'referred'];

export const isOver = (state: CaseState): boolean => OVER.includes(state);

/** A decision was made on it; that the rules sent it to a person is none. */
export const hasDecision = ({ decision }: Decided): boolean => decision !== undefined && decision.outcome !== 'routed';

/** There is nothing left to decide: it is over, or approved and still to be handed over. */
export const isDecided = (file: Decided & { state: CaseState }): boolean =>
  hasDecision(file) || isOver(file.state) || file.state === 'approved';
