import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';

/** Another node asks to become a child of this one; an administrator has to decide. */
export const nodeAsked = defineEvent('nodes.node-asked', Type.Object({ nodeId: Type.String() }));

/** A catalogue entry of another node came, or a new version of one. */
export const entryReceived = defineEvent(
  'nodes.entry-received',
  Type.Object({ receiptId: Type.String(), nodeId: Type.String(), resource: Type.String(), version: Type.String() }),
);
