import { sameTexts } from '@platform/kernel';
import { sm3Hex } from '@platform/crypto';
import { factsShape, type FactsShape, type ShapedFacts } from '@platform/receipts';
import type { CallRow } from '../store/calls.ts';

/**
 * What a call's receipt proves, as canonical JSON (keys in order, no blanks): who asked whom for what, when, why and for which case, what came
 * of it, and the SM3 of request and answer. `request` is the SM3 of the signed text (method, path, time, nonce, SM3 or SHA-256 of the body):
 * the nonce keeps it from being guessed at, as the salt inside the body does for `answer`.
 */
export function callFacts(row: CallRow, request: string, answer: Uint8Array): ShapedFacts {
  return {
    shape: shapeOf(row),
    values: [sm3Hex(answer), row.at.toISOString(), JSON.stringify(row.case_no), row.id, request],
  };
}

let last: { row: CallRow; shape: FactsShape } | undefined;

/** Most calls are of the kind of the call before: what these have in common is not written anew. */
function shapeOf(row: CallRow): FactsShape {
  if (last && sameKind(last.row, row)) return last.shape;
  // Written out rather than sorted each time: this stands in the path of every call. A test compares it with canonicalJson.
  const shape = factsShape([
    '{"answer":"',
    '","at":"',
    '","caseNo":',
    `,"consumer":${JSON.stringify(row.application)},"fields":${JSON.stringify(row.fields)},"grant":${JSON.stringify(row.grant_id)},"id":"`,
    `","interface":"${row.interface}","kind":"call","mode":"${row.mode}","organisation":${JSON.stringify(row.organisation)},"outcome":"${
      row.outcome
    }","provider":${JSON.stringify(row.provider)},"purpose":${JSON.stringify(row.purpose)},"request":"`,
    `","rows":${row.row_count},"version":"${row.version}"}`,
  ]);
  last = { row: { ...row }, shape };
  return shape;
}

const COMMON = [
  'application',
  'grant_id',
  'interface',
  'mode',
  'organisation',
  'outcome',
  'provider',
  'purpose',
  'row_count',
  'version',
] as const;

function sameKind(one: CallRow, other: CallRow): boolean {
  return COMMON.every((name) => one[name] === other[name]) && sameTexts(one.fields, other.fields);
}
