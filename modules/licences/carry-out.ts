import { DomainError, shanghaiDate } from '@platform/kernel';
import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { licenceRestored, licenceRevoked, licenceSuspended } from './contract/index.ts';
import { decide, type LicenceCommand } from './domain/licence.ts';
import type { LicenceTools } from './module.ts';
import type { LicenceNotice } from './sealed-contents.ts';
import { insertChange } from './store/changes.ts';
import { setStatus, type LicenceRow } from './store/licences.ts';

const EVENTS = { suspend: licenceSuspended, restore: licenceRestored, revoke: licenceRevoked } as const;
const KINDS = { suspend: 'suspended', restore: 'restored', revoke: 'revoked' } as const;

/**
 * Carries out an act on a locked licence: its status, the notice to the holder, history, event and audit entry.
 * @throws the coded error of `decide` where the act may not be
 */
export async function carryOut(
  tools: LicenceTools,
  tx: Tx,
  row: LicenceRow,
  command: LicenceCommand,
  act: { actor: Actor; trace: string; notice?: LicenceNotice },
): Promise<void> {
  const now = tools.clock.now();
  const told = tools.contents.notice(row);
  const facts = {
    status: row.status,
    objectionUntil: told?.objectionUntil ?? '',
    objected: (told?.objections.length ?? 0) > 0,
    today: shanghaiDate(now),
  };
  const status = decide(facts, command);
  if (status instanceof DomainError) throw status;
  const label = actorLabel(act.actor);
  const changeId = tools.ids.next();
  await setStatus(tx, row.id, status, act.notice ? tools.contents.sealNotice(row.id, act.notice) : null, now);
  await insertChange(tx, {
    id: changeId,
    licenceId: row.id,
    kind: KINDS[command.action],
    at: now,
    byKind: label.kind,
    byOrganisation: label.organisation,
    byAccount: label.id,
    sealedReason: tools.contents.sealReason(changeId, command.reason),
  });
  const { id: licenceId, identifier, template, subject } = row;
  await tools.outbox.append(
    tx,
    EVENTS[command.action],
    `licence:${licenceId}`,
    { licenceId, identifier, template, subject },
    act.trace,
  );
  const detail = { identifier, from: row.status, to: status };
  await tools.audit.append(tx, {
    actor: act.actor,
    action: `licences.${command.action}`,
    subject: `licence:${licenceId}`,
    detail,
    trace: act.trace,
  });
}
