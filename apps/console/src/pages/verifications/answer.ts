import type { VerificationAct, VerificationAction } from '../../api/verifications.ts';

/** What an officer has written so far. */
export type Answer = { action: VerificationAction | undefined; reason: string; evidence: string; reply: string };
export const EMPTY_ANSWER: Answer = { action: undefined, reason: '', evidence: '', reply: '' };
export type MissingPart = 'action' | 'reason' | 'evidence' | 'reply';

/** What must still be written: a reason always; against the holder also the evidence, and an answer to what they said. */
export function missingParts(answer: Answer, objected: boolean): MissingPart[] {
  if (!answer.action) return ['action'];
  const missing: MissingPart[] = answer.reason.trim() ? [] : ['reason'];
  if (answer.action === 'revoke') {
    if (!answer.evidence.trim()) missing.push('evidence');
    if (objected && !answer.reply.trim()) missing.push('reply');
  }
  return missing;
}

/** The act that a complete answer stands for; undefined while something is missing. */
export function actOfAnswer(answer: Answer, objected: boolean): VerificationAct | undefined {
  if (!answer.action || missingParts(answer, objected).length > 0) return undefined;
  const reason = answer.reason.trim();
  if (answer.action !== 'revoke') return { action: answer.action, reason };
  const reply = answer.reply.trim();
  return { action: 'revoke', reason, evidence: answer.evidence.trim(), ...(reply ? { answer: reply } : {}) };
}
