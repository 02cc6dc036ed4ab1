import { formatYuan } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { billPaid } from '@modules/payments/contract';
import { feeDue } from './contract/index.ts';
import { commitHandling, openHandling, settleLaw, type Handling } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { lockCase } from './store/cases.ts';
import { loadFlow } from './store/flow-rows.ts';

/** The message that a process waits for where it wants its fee. */
const PAID = 'paid';

/** The process came to its fee: the applicant gets a numbered notice of what is due, and whoever collects is told. Once a wait. */
export function noticeOfFee(tools: Pick<CaseTools, 'ids'>, { flow, matter, notices }: Handling): string | undefined {
  const wait = flow.tasks.find(
    ({ id, kind, state, job }) =>
      kind === 'message' && state === 'open' && job?.event === PAID && !flow.loaded.tasks.some((one) => one.id === id),
  );
  if (!wait) return undefined;
  const items = matter.fee.isFee ? matter.fee.items : [];
  const total = items.reduce((sum, { fen }) => sum + BigInt(fen), 0n);
  if (total > 0n)
    notices.push({
      id: tools.ids.next(),
      kind: 'fee',
      more: {
        items: items.map(({ name, fen, basis }) => `${name.zh}：${formatYuan(BigInt(fen))}（${basis.zh}）`),
        total: formatYuan(total),
      },
    });
  return wait.id;
}

export async function tellFeeDue(
  tools: Pick<CaseTools, 'outbox'>,
  tx: Tx,
  { record, trace }: Handling,
  taskId: string,
): Promise<void> {
  const { id: caseId, caseNo, matter, matterVersion, organisation, subject } = record;
  const event = { caseId, caseNo, matter, matterVersion, organisation, subject, taskId };
  await tools.outbox.append(tx, feeDue, `case:${caseId}`, event, trace);
}

/** The fee has come: the process goes on. A wait that is over meanwhile needs nothing. */
export function onBillPaid(tools: CaseTools): Reaction {
  return reaction('cases.on-bill-paid', billPaid, async (tx, { payload, trace }) => {
    const { caseId, taskId } = payload;
    const [record, loaded] = await Promise.all([lockCase(tx, caseId), loadFlow(tx, caseId, tools.contents)]);
    if (!record || !loaded.tasks.some(({ id, state }) => id === taskId && state === 'open')) return;
    const actor = { kind: 'system', name: 'cases.on-bill-paid' } as const;
    const handling = await openHandling(tools, record, loaded, { actor, trace });
    await handling.flow.message(record, PAID, { paid: true });
    settleLaw(handling);
    await commitHandling(tools, tx, handling);
    tools.live.announceSoon({ topic: 'cases', data: { caseId }, subject: record.subject });
  });
}
