import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';

/** An entry was added. Keys and facts only: whoever needs more asks the port. */
export const entryAdded = defineEvent('streams.entry-added', Type.Object({ entryId: Type.String() }));
