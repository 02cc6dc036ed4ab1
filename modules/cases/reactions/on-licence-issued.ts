import { reaction, type Reaction } from '@platform/outbox';
import { licenceIssued } from '@modules/licences/contract';
import { carryOut } from '../carry-out.ts';
import type { Tx } from '@platform/database';
import type { CaseTools } from '../module.ts';
import { delivers } from '../flow/process-models.ts';
import { lockCase, saveCase } from '../store/cases.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { tasksOfCase } from '../store/task-lists.ts';

/** The licence is there: the case is over (办结), unless somebody still has to hand it over. */
export function onLicenceIssued(tools: CaseTools): Reaction {
  return reaction('cases.on-licence-issued', licenceIssued, async (tx, { payload, trace }) => {
    const record = await lockCase(tx, payload.caseId);
    // A second licence of the same case (reissue) does not open it again.
    if (record?.state !== 'approved') return;
    const matter = tools.matters.get(record.matter, record.matterVersion);
    if (await toHandOver(tools, tx, record)) {
      await saveCase(tx, { ...record, licenceId: payload.licenceId });
      return;
    }
    await carryOut(
      tools,
      tx,
      { ...record, licenceId: payload.licenceId },
      matter,
      { action: 'close' },
      { actor: { kind: 'system', name: 'cases.on-licence-issued' }, trace },
    );
    tools.live.announceSoon({ topic: 'cases', data: { caseId: record.id }, subject: record.subject });
  });
}

async function toHandOver(tools: CaseTools, tx: Tx, record: CaseRecord): Promise<boolean> {
  if (!delivers(await tools.models.of(record.matter, record.processVersion))) return false;
  const [{ state }, tasks] = await Promise.all([loadFlow(tx, record.id, tools.contents), tasksOfCase(tx, record.id)]);
  const done = tasks.some((task) => task.link === 'deliver' && task.node !== null && task.state === 'done');
  return state !== undefined && state.instance.how === null && !done;
}
