/** Colours of the states of trust in another node. */
export const PEER_TONES = {
  'to-confirm': 'amber',
  asked: 'blue',
  active: 'green',
  refused: 'red',
  revoked: 'grey',
} as const;
