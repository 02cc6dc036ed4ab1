/** Colours of a fact to verify: to do, found to be so, found not to be so. */
export const STATE_TONES = { open: 'blue', confirmed: 'amber', dismissed: 'green' } as const;
