let base: '/api/cases' | '/api/window/cases' = '/api/cases';

/** Through which door forms go: people's own, or the window's, where an officer fills them in. Call once, before the first form. */
export function configureForms(options: { base: typeof base }): void {
  base = options.base;
}

/** Where a case's draft, files and hand-in are found. */
export const casePath = (caseId: string): string => `${base}/${encodeURIComponent(caseId)}`;
