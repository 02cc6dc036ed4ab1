/** Colours of share types: free to use, on conditions, not shared. */
export const SHARE_TONES = { unconditional: 'green', conditional: 'amber', none: 'grey' } as const;
