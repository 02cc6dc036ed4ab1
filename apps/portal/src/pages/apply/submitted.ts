const secondsOf = new Map<string, number>();

/** Remembers, until the page is loaded anew, how long the answer to a submission took. */
export function keepSeconds(caseId: string, seconds: number): void {
  secondsOf.set(caseId, seconds);
}

/** Seconds from pressing to the decision as measured here; undefined when the case was not submitted on this page. */
export const secondsTaken = (caseId: string): number | undefined => secondsOf.get(caseId);
