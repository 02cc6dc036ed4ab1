import { join } from 'node:path';
import { type DecisionModel, evaluate, parseDecisions } from '@platform/decisions';
import { type FormSchema, settleForm, validateForm } from '@platform/forms';
import { addDays, ageOn, type FieldFault } from '@platform/kernel';
import {
  formatScenario,
  loadPacks,
  type PackSet,
  playScenarios,
  type ScenarioDriver,
  type ScenarioRun,
  type ScenarioStart,
} from '@platform/packs';
import { expect, test } from 'vitest';

const packs = loadPacks({ folder: join(import.meta.dirname, '../../packs'), ids: ['tennis-club'] });

/** An engine in this process for the tests of the runner: the pack's real form and decision, no database, no signatures. */
function inProcessDriver(set: PackSet): ScenarioDriver {
  return {
    async begin(start) {
      const { folder, value } = set.get('matters', start.matter);
      const model = await parseDecisions(set.readText(`${folder}/${value.decision.file}`));
      return new InProcessRun(set, start, model, JSON.parse(set.readText(`${folder}/${value.form}`)) as FormSchema);
    },
  };
}

type Values = Record<string, unknown>;

class InProcessRun implements ScenarioRun {
  readonly #set: PackSet;
  readonly #start: ScenarioStart;
  readonly #model: DecisionModel;
  readonly #schema: FormSchema;
  readonly #data: Record<string, Values>;
  #form: Values = {};
  #faults: readonly FieldFault[] = [];
  #case: { outcome?: string; reason?: string; state: string; routedTo?: string } | undefined;
  #licence: { template: string; status: string; validTo: string; fields: Values } | undefined;
  #open = 0;

  constructor(set: PackSet, start: ScenarioStart, model: DecisionModel, schema: FormSchema) {
    this.#set = set;
    this.#start = start;
    this.#model = model;
    this.#schema = schema;
    const { name, birthDate, citizenId } = start.applicant;
    const own = { name, birth_date: birthDate, citizen_id: citizenId };
    this.#data = Object.fromEntries(Object.entries(start.data).map(([id, values]) => [id, { ...own, ...values }]));
  }

  get #matter() {
    return this.#set.get('matters', this.#start.matter).value;
  }

  #value(path: string): unknown {
    const [root, ...steps] = path.slice(1).split('.');
    const { applicant, today } = this.#start;
    if (root === 'today') return today;
    if (root === 'form') return this.#form[steps[0] as string] ?? null;
    if (root === 'data') return this.#data[steps[0] as string]?.[steps[1] as string] ?? null;
    return steps[0] === 'age' ? ageOn(applicant.birthDate, today) : applicant[steps[0] as 'name'];
  }

  async submit(form: Values): Promise<void> {
    // What data fill in inside a group is there whatever is sent.
    const known = Object.entries(this.#matter.prefill[0]?.into ?? {}).filter(([field]) => field.includes('.'));
    const given = known.reduce<Values>((all, [field, from]) => {
      const [group = '', name = ''] = field.split('.');
      return { ...all, [group]: { ...(all[group] as Values), [name]: this.#data['players']?.[from] } };
    }, form);
    this.#faults = validateForm(this.#schema, given);
    if (this.#faults.length > 0) return;
    this.#form = settleForm(this.#schema, given).data;
    const { decision, inputs, routeTo } = this.#matter.decision;
    const facts = Object.fromEntries(Object.entries(inputs).map(([name, path]) => [name, this.#value(path)]));
    const { outcome, reason } = evaluate(this.#model, decision, facts).outputs as { outcome: string; reason: string };
    this.#case = {
      outcome,
      reason,
      state: outcome === 'route' ? 'in-review' : 'closed',
      ...(outcome === 'route' ? { routedTo: routeTo as string } : {}),
    };
    if (outcome === 'approve' && this.#matter.result.licence !== undefined) this.#issue();
  }

  #issue(): void {
    const template = this.#set.get('licences', this.#matter.result.licence as string);
    const fields = Object.fromEntries(template.value.fields.map((field) => [field.name, this.#value(field.from)]));
    const { today } = this.#start;
    const nextYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
    this.#licence = { template: template.id, status: 'valid', validTo: addDays(nextYear, -1), fields };
  }

  async clerk(act: { action: string }): Promise<void> {
    if (act.action === 'approve') this.#issue();
  }

  async dataChanges(act: { registry: string; set: Values }): Promise<void> {
    const watch = this.#set.get('licences', 'tennis-membership-card').value.watch ?? [];
    Object.assign(this.#data[act.registry] as Values, act.set);
    if (this.#licence && watch.some((one) => one.becomes?.includes(String(act.set[one.field])))) this.#open += 1;
  }

  async officer(act: { verification: string }): Promise<void> {
    if (act.verification === 'confirm') this.#open -= 1;
    if (this.#licence) this.#licence.status = act.verification === 'confirm' ? 'suspended' : 'valid';
  }

  async daysPass(): Promise<void> {}
  async office(): Promise<void> {
    throw new Error('No offices work here.');
  }
  async end(): Promise<void> {}

  async observe() {
    const [prefill] = this.#matter.prefill;
    const into = Object.entries(prefill?.into ?? {});
    const prefilled = Object.fromEntries(into.map(([field, from]) => [field, this.#data['players']?.[from]]));
    const fields = this.#set.get('grants', 'player-facts/cases').value.fields;
    return {
      prefilled,
      papersSaved: this.#matter.materials.filter((material) => material.replacedBy).length,
      formFaults: this.#faults,
      reads: [{ interface: prefill?.interface ?? '', purpose: prefill?.purpose ?? '', fields }],
      openVerifications: this.#open,
      ...(this.#case ? { case: this.#case } : {}),
      ...(this.#licence ? { licence: this.#licence } : {}),
    };
  }
}

test("the tennis club's scenarios hold with its own form and decision table", async () => {
  const results = await playScenarios(packs, inProcessDriver(packs));
  expect(results.map(formatScenario)).toEqual([
    'ok    tennis-club/training-registered-at-once',
    'ok    tennis-club/match-without-plan',
    'ok    tennis-club/many-courts-go-to-the-club',
    'ok    tennis-club/adult-joins-at-once',
    'ok    tennis-club/eve-of-the-tenth-birthday',
    'ok    tennis-club/youth-without-consent',
    'ok    tennis-club/phone-one-digit-short',
    'ok    tennis-club/member-leaves',
  ]);
});

test('a scenario fails when the engine says otherwise, and the line to look at is told', async () => {
  const driver = inProcessDriver(packs);
  const lenient: ScenarioDriver = {
    begin: async (start) => driver.begin({ ...start, applicant: { ...start.applicant, birthDate: '1990-01-01' } }),
  };
  const failed = (await playScenarios(packs, lenient)).filter((result) => result.mismatches.length > 0);
  expect(failed.map((result) => result.id)).toContain('eve-of-the-tenth-birthday');
  const text = failed.map(formatScenario).join('\n');
  expect(text).toContain('FAIL  tennis-club/eve-of-the-tenth-birthday  (tennis-club/scenarios/membership.yaml:');
  expect(text).toContain('round 1: case.outcome should be "refuse", is "approve"');
});
