import { sm3Hex } from '@platform/crypto';
import type { CallRow } from '../store/calls.ts';

/**
 * What a call's receipt proves, as canonical JSON (keys in order, no blanks): who asked whom for what, when, why and for which case, what came
 * of it, and the SM3 of request and answer. `request` is the SM3 of the signed text (method, path, time, nonce, SM3 or SHA-256 of the body):
 * the nonce keeps it from being guessed at, as the salt inside the body does for `answer`.
 */
export function callFacts(row: CallRow, request: Buffer, answer: string): Buffer {
  // Written out rather than sorted each time: this stands in the path of every call. A test compares it with canonicalJson.
  return Buffer.from(
    `{"answer":"${sm3Hex(answer)}","at":"${row.at.toISOString()}","caseNo":${JSON.stringify(row.case_no)},"consumer":${JSON.stringify(
      row.application,
    )},"fields":${JSON.stringify(row.fields)},"grant":${JSON.stringify(row.grant_id)},"id":"${row.id}","interface":"${row.interface}","kind":"call","mode":"${
      row.mode
    }","organisation":${JSON.stringify(row.organisation)},"outcome":"${row.outcome}","provider":${JSON.stringify(row.provider)},"purpose":${JSON.stringify(
      row.purpose,
    )},"request":"${request.toString('hex')}","rows":${row.row_count},"version":"${row.version}"}`,
    'utf8',
  );
}
