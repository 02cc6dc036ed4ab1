import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';

/** A subscription stopped by itself; `reason` is the code of its fault. */
export const subscriptionPaused = defineEvent(
  'streams.subscription-paused',
  Type.Object({ subscriptionId: Type.String(), organisation: Type.String(), reason: Type.String() }),
);
