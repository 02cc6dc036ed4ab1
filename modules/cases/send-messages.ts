import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { documentTitle } from './domain/documents.ts';
import type { CaseTools } from './module.ts';
import { findCase } from './store/cases.ts';
import { claimDeliveries, findDocument, setDelivery, type DeliveryRow, type DeliveryState } from './store/documents.ts';

export const SEND_MESSAGES = defineJob('cases.send-messages', Type.Object({}));

const AT_ONCE = 100;
/** How long a message that was claimed is left to whoever claimed it. */
const CLAIM_MS = 60_000;
const MOST_ATTEMPTS = 8;

/**
 * Sends the messages that notices ask for. Each goes out under its document's id, so that sending again after a crash or a lost answer
 * does no harm; what nobody knows is asked about, and shown as unknown until it is known.
 */
export function sendMessages(tools: CaseTools): JobHandler {
  return jobHandler(SEND_MESSAGES, async () => {
    const { messages } = tools;
    if (!messages) return;
    for (let found = AT_ONCE; found === AT_ONCE; ) {
      const now = tools.clock.now();
      const claimed = await tools.db.transaction((tx) =>
        claimDeliveries(tx, now, new Date(now.getTime() + CLAIM_MS), AT_ONCE),
      );
      for (const row of claimed) await send(tools, row);
      found = claimed.length;
    }
  });
}

async function send(tools: CaseTools, row: DeliveryRow): Promise<void> {
  const channel = tools.messages as NonNullable<CaseTools['messages']>;
  const [document, record] = await tools.db.read((tx) =>
    Promise.all([findDocument(tx, row.document_id), findCase(tx, row.case_id)]),
  );
  if (!document || !record) return;
  const key = `${row.document_id}:${row.channel}`;
  let state: DeliveryState;
  let failure: string | undefined;
  try {
    // A second attempt asks first: the answer to the first may have been lost, not the message.
    const before = row.attempts > 1 ? await channel.find(key) : 'not-sent';
    if (before === 'sent') state = 'sent';
    else if (before === 'unknown') state = 'unknown';
    else {
      const title = documentTitle(document.kind);
      const answer = await channel.send({ key, account: record.account, title, caseNo: record.caseNo });
      state = answer === 'sent' ? 'sent' : 'failed';
      if (answer === 'refused') failure = 'refused';
    }
  } catch (error) {
    state = row.attempts >= MOST_ATTEMPTS ? 'unknown' : 'waiting';
    failure = error instanceof Error ? error.name : 'error';
  }
  const now = tools.clock.now();
  // An unknown outcome is asked about again; it is sent again only once the channel says it was not.
  const again = state === 'waiting' || (state === 'unknown' && row.attempts < MOST_ATTEMPTS);
  await tools.db.transaction((tx) =>
    setDelivery(tx, row, {
      state,
      ...(state === 'sent' ? { sentAt: now } : {}),
      ...(again ? { nextAt: new Date(now.getTime() + 30_000 * 2 ** Math.min(row.attempts, 7)) } : {}),
      ...(failure === undefined ? {} : { failure }),
    }),
  );
}
