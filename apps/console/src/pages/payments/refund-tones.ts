import type { Refund } from '../../api/payments.ts';

export const REFUND_TONES = {
  proposed: 'amber',
  approved: 'amber',
  done: 'green',
  stuck: 'red',
  failed: 'red',
  declined: 'grey',
} as const satisfies Record<Refund['state'], string>;
