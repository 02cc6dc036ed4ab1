import type { Static } from 'typebox';
import { nodesErrors } from '../domain/errors.ts';
import type { Own } from '../deps.ts';
import type { Peer } from '../store/peers.ts';
import { changeShareTerms, lockShareRequest } from '../store/shares.ts';
import type { ShareAct } from './contents.ts';
import { demandOffered } from './offered.ts';

/**
 * Does what an applicant of another node did to its request: sharing decides whether it may, and does it once, whatever is said again. How the
 * request stands then goes back as after every change.
 */
export async function takeAct(
  deps: Own,
  peer: Pick<Peer, 'id'>,
  { act, id, content }: Static<typeof ShareAct>,
  trace: string,
): Promise<void> {
  const request = await deps.database.transaction(async (tx) => {
    const found = await lockShareRequest(tx, id);
    if (found?.peerId !== peer.id || found.direction !== 'in') throw nodesErrors.unknownShare();
    if (content.kind === 'correct') await demandOffered(deps, tx, peer.id, { ...found, fields: content.terms.fields });
    return found;
  });
  await deps.requests.act({ act, id: request.id, ...content }, trace);
  await deps.database.transaction(async (tx) => {
    if (content.kind === 'correct') await changeShareTerms(tx, id, content.terms);
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: `node:${peer.id}` },
      action: 'nodes.receive-share-act',
      subject: `share:${id}`,
      detail: { act, kind: content.kind },
      trace,
    });
  });
}
