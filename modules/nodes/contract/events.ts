import { defineEvent, LocalText } from '@platform/kernel';
import { Type } from 'typebox';

/** Another node asks to become a child of this one; an administrator has to decide. */
export const nodeAsked = defineEvent('nodes.node-asked', Type.Object({ nodeId: Type.String() }));

/** What another node asked for here is over: withdrawn or given back there, or revoked by an officer of its provider. */
export const shareOver = defineEvent(
  'nodes.share-over',
  Type.Object({
    /** Of the request and of the grant that came of it: both bear it, on both nodes. */
    shareId: Type.String(),
    /** In both languages where the product wrote it. */
    reason: Type.Union([Type.String(), LocalText]),
    /** The officer who revoked it; absent when the node that asked ended it. */
    provider: Type.Optional(Type.Object({ account: Type.String(), organisation: Type.String() })),
  }),
);

/** A catalogue entry of another node came, or a new version of one. */
export const entryReceived = defineEvent(
  'nodes.entry-received',
  Type.Object({ receiptId: Type.String(), nodeId: Type.String(), resource: Type.String(), version: Type.String() }),
);
