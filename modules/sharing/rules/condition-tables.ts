import { evaluate, parseDecisions, requiredInputs, type DecisionModel } from '@platform/decisions';
import { shanghaiDate, type LocalText } from '@platform/kernel';
import {
  SHARE_TABLE_DECISION,
  SHARE_TABLE_INPUTS,
  SHARE_TABLE_OUTPUTS,
  SHARE_TABLE_POLICIES,
  type PackSet,
} from '@platform/packs';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { RuleAnswer } from '../domain/decide.ts';
import { sharingErrors } from '../domain/errors.ts';
import type { Asked, Level } from '../domain/request.ts';

export type ConditionTables = {
  /** Reads and checks every table; before the first request. @throws sharing.bad-table */
  load(): Promise<void>;
  /** Ids of resources that have one. */
  has(resource: string): boolean;
  /**
   * What the rules say to a request whose formal rules hold: the resource's table where it has one, else the Ordinance's own rule for what is shared
   * unconditionally. Undefined where a person must decide.
   */
  answer(
    asked: Asked,
    facts: { resource: CataloguedResource; applicant: string; highestGrade: number; level: Level; now: Date },
  ): RuleAnswer | undefined;
};

/** 政务数据共享条例: what is shared unconditionally is given to whoever asks in form. */
const UNCONDITIONAL = {
  clause: {
    zh: '无条件共享的资源，所申请信息项均在二级以内，形式审查通过即同意',
    en: 'Shared unconditionally, and no field asked for is above grade 2: agreed once the formal rules hold',
  },
  law: {
    zh: '《政务数据共享条例》（国令第809号）：无条件共享类政务数据应当在一个工作日内答复并共享',
    en: 'Regulations on Sharing Government Data (State Council Decree 809): what is shared unconditionally is answered within one working day and shared',
  },
};

export function createConditionTables(packs: PackSet): ConditionTables {
  const tables = new Map<string, DecisionModel>();
  return {
    async load() {
      for (const { id, folder } of packs.all('resources')) {
        const text = packs.findText(`${folder}/${id}.dmn`);
        if (text === undefined) continue;
        const model = await parseDecisions(text);
        const fault = tableFault(model);
        if (fault !== undefined) throw sharingErrors.badTable({ resource: id, what: fault });
        tables.set(id, model);
      }
    },
    has: (resource) => tables.has(resource),
    answer(asked, facts) {
      const { resource, highestGrade, level } = facts;
      const model = tables.get(resource.id);
      if (!model) {
        if (resource.shareType !== 'unconditional' || level !== 'rules') return undefined;
        return {
          outcome: 'agree',
          reason: UNCONDITIONAL.clause,
          law: UNCONDITIONAL.law,
          facts: {
            table: null,
            rule: 'unconditional',
            row: 1,
            clause: UNCONDITIONAL.clause,
            inputs: { shareType: resource.shareType, highestGrade },
            version: resource.version,
          },
        };
      }
      const inputs = tableInputs(asked, facts);
      const { outputs, trace } = evaluate(model, SHARE_TABLE_DECISION, inputs);
      const [hit] = trace.rulesHit;
      const outcome = outputs['outcome'];
      if (!hit || (outcome !== 'agree' && outcome !== 'refuse')) return undefined;
      const clause: LocalText = { zh: hit.annotation || hit.id, en: hit.label || hit.annotation || hit.id };
      const law: LocalText = { zh: String(outputs['law']), en: String(outputs['lawEn'] ?? outputs['law']) };
      return {
        outcome,
        reason: clause,
        law,
        facts: {
          table: resource.id,
          rule: hit.id,
          row: hit.index,
          clause,
          inputs: Object.fromEntries(requiredInputs(model, SHARE_TABLE_DECISION).map((name) => [name, inputs[name]])),
          version: trace.version,
        },
      };
    },
  };
}

/** A request as a table sees it; null where nothing was said. */
export function tableInputs(
  asked: Asked,
  facts: { applicant: string; highestGrade: number; now: Date },
): Record<string, unknown> {
  const from = asked.from ?? shanghaiDate(facts.now);
  return {
    applicant: facts.applicant,
    application: asked.application,
    purpose: asked.purpose.id,
    delivery: asked.delivery,
    fields: [...asked.fields],
    highestGrade: facts.highestGrade,
    callsPerDay: asked.callsPerDay ?? null,
    rowsPerDay: asked.rowsPerDay ?? null,
    days: Math.round((Date.parse(asked.until) - Date.parse(from)) / 86_400_000) + 1,
  };
}

/** Why a table cannot be used for requests; undefined when it can. */
export function tableFault(model: DecisionModel): string | undefined {
  const decision = model.decisions.get(SHARE_TABLE_DECISION);
  if (!decision) return `it has no decision with the id "${SHARE_TABLE_DECISION}"`;
  if (decision.logic.kind !== 'table') return `decision "${SHARE_TABLE_DECISION}" is no decision table`;
  const unknown = requiredInputs(model, SHARE_TABLE_DECISION).filter(
    (name) => !Object.hasOwn(SHARE_TABLE_INPUTS, name),
  );
  if (unknown.length > 0)
    return `it asks for ${unknown.join(', ')}; known: ${Object.keys(SHARE_TABLE_INPUTS).join(', ')}`;
  const names = decision.logic.outputs.map((output) => output.name);
  const missing = SHARE_TABLE_OUTPUTS.filter((name) => !names.includes(name));
  if (missing.length > 0) return `it has no output ${missing.join(', ')}`;
  if (!(SHARE_TABLE_POLICIES as readonly string[]).includes(decision.logic.hitPolicy))
    return 'it must come to one answer: hit policy FIRST, UNIQUE, ANY or PRIORITY';
  return undefined;
}
