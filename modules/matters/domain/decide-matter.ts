import { evaluate, requiredInputs, type DecisionModel, type ValueType } from '@platform/decisions';
import { DomainError } from '@platform/kernel';
import type { Matter, MatterDecision } from '../contract/index.ts';

export const OUTCOMES: readonly unknown[] = ['approve', 'route', 'refuse'];

/** The decision must exist, and get every input it needs; anything else is a fault of the pack, found at start. */
export function checkDecision(model: DecisionModel, decisionId: string, matter: Matter): void {
  if (!model.decisions.has(decisionId))
    throw new RangeError(`no decision "${decisionId}"; known: ${[...model.decisions.keys()].join(', ')}`);
  const missing = requiredInputs(model, decisionId).filter((name) => !(name in matter.decision.inputs));
  if (missing.length > 0) throw new RangeError(`inputs without a source: ${missing.join(', ')}`);
}

/**
 * Makes the decision. What the rules do not say (no rule applies, a value of a wrong kind, an unknown outcome) is routed to
 * a person: rules that fail must never decide about someone.
 */
export function decideMatter(
  model: DecisionModel,
  decisionId: string,
  inputs: Readonly<Record<string, unknown>>,
): MatterDecision {
  const version = model.version.slice(0, 12);
  try {
    const given: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(inputs))
      given[name] = asDeclared(value, model.inputs.get(name) ?? 'Any');
    const { outputs, trace } = evaluate(model, decisionId, given);
    const reason = outputs['reason'];
    return {
      outcome: OUTCOMES.includes(outputs['outcome']) ? (outputs['outcome'] as MatterDecision['outcome']) : 'route',
      ...(typeof reason === 'string' ? { reason } : {}),
      outputs,
      rulesHit: trace.rulesHit.map(({ index, id, annotation, label }) => ({
        decision: decisionId,
        index,
        id,
        text: annotation,
        ...(label === '' ? {} : { textEn: label }),
      })),
      version,
    };
  } catch (error) {
    if (!(error instanceof DomainError) || !error.code.startsWith('decisions.')) throw error;
    return { outcome: 'route', outputs: {}, rulesHit: [], version, silentBecause: error.code };
  }
}

/** Registers answer in text; a decision may want numbers and truth values. */
function asDeclared(value: unknown, type: ValueType): unknown {
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') return value;
  if (type === 'number' && /^-?\d{1,15}(\.\d{1,6})?$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
