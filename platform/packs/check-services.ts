import { checkMatter } from './check-matter.ts';
import { checkPoint } from './check-points.ts';
import type { NameCheck, Sound } from './check-names.ts';
import { formOf, readFormFieldNames, valuePathFault } from './value-paths.ts';

/** Rules between matters, service points, licence templates and scenarios. */
export function checkServices(check: NameCheck): void {
  for (const matter of check.all('matters')) checkMatter(check, matter);
  for (const licence of check.all('licences')) {
    const matters = check.all('matters').filter((matter) => matter.value.result.licence === licence.id);
    checkLicence(check, licence, matters);
  }
  for (const point of check.all('service-points')) checkPoint(check, point);
  for (const scenario of check.all('scenarios')) checkScenario(check, scenario);
  for (const calendar of check.all('calendar')) checkCaseLimits(check, calendar);
}

/** Inspection hears of a stopped process after who supervises its office, not before. */
function checkCaseLimits(check: NameCheck, calendar: Sound<'calendar'>): void {
  const hours = calendar.value.caseLimits?.stoppedHours;
  if (!hours || hours.inspection >= hours.supervisor) return;
  check.complain(
    calendar,
    ['caseLimits', 'stoppedHours', 'inspection'],
    'too-early',
    `不能早于告知主管的 ${hours.supervisor} 小时`,
    `Not fewer hours than the supervisor's ${hours.supervisor}`,
  );
}

/** Rules of one licence template, with the matters that end in it. */
export function checkLicence(check: NameCheck, licence: Sound<'licences'>, matters: readonly Sound<'matters'>[]): void {
  const { fields, watch = [] } = licence.value;
  for (const [index, field] of fields.entries()) {
    if (fields.findIndex((other) => other.name === field.name) < index) {
      check.complain(
        licence,
        ['fields', index, 'name'],
        'twice',
        `“${field.name}”重复`,
        `"${field.name}" is given twice`,
      );
    }
    // Of those that inherit the form is that of the matter above, which stands here itself.
    for (const matter of matters.filter((one) => one.value.inherits === undefined))
      valuePathFault(check, licence, ['fields', index, 'from'], field.from, matter);
  }
  for (const [index, one] of watch.entries()) {
    const registry = check.find('registries', one.registry);
    if (!registry) continue;
    const path = ['watch', index];
    const field = registry.value.fields.find((candidate) => candidate.name === one.field);
    if (
      !check.expect(
        licence,
        [...path, 'field'],
        one.field,
        registry.value.fields.map((candidate) => candidate.name),
        { zh: '字段', en: 'field' },
      )
    )
      continue;
    if (!registry.value.watch.includes(one.field)) {
      const zh = `基础库“${registry.id}”没有把“${one.field}”列入 watch，变化不会被通知`;
      check.complain(
        licence,
        [...path, 'field'],
        'not-watched',
        zh,
        `Registry "${registry.id}" does not watch "${one.field}", so its change is never announced`,
      );
    }
    const table = field?.codeTable === undefined ? undefined : check.find('standards', field.codeTable);
    const codes = table?.value.codes.map((entry) => entry.code);
    for (const [place, code] of (one.becomes ?? []).entries()) {
      if (codes) check.expect(licence, [...path, 'becomes', place], code, codes, { zh: '代码', en: 'code' });
    }
  }
}

function checkScenario(check: NameCheck, scenario: Sound<'scenarios'>): void {
  const matter = check.find('matters', scenario.value.matter);
  if (!matter) return;
  const formFields = readFormFieldNames(formOf(check, matter));
  const expectFields = (path: (string | number)[], values: Record<string, unknown> | undefined): void => {
    for (const name of Object.keys(values ?? {})) {
      if (formFields) check.expect(scenario, [...path, name], name, formFields, { zh: '表单项', en: 'form field' });
    }
  };
  const expectRegistry = (path: (string | number)[], id: string, values: Record<string, unknown>): void => {
    const known = check.all('registries').map((one) => one.id);
    if (!check.expect(scenario, path, id, known, { zh: '基础库', en: 'registry' })) return;
    const names = check.find('registries', id)?.value.fields.map((field) => field.name) ?? [];
    for (const name of Object.keys(values))
      check.expect(scenario, [...path, name], name, names, { zh: '字段', en: 'field' });
  };
  const reasons = Object.keys(matter.value.reasons);
  const expectReason = (path: (string | number)[], reason: string | undefined): void => {
    if (reason !== undefined) check.expect(scenario, path, reason, reasons, { zh: '原因代码', en: 'reason code' });
  };
  for (const [id, values] of Object.entries(scenario.value.given.data ?? {}))
    expectRegistry(['given', 'data', id], id, values);
  for (const [index, round] of scenario.value.rounds.entries()) {
    const base = ['rounds', index];
    for (const [place, act] of round.when.entries()) {
      const path = [...base, 'when', place];
      if ('submit' in act) {
        // A scenario may send a wrong field on purpose, when it expects a fault there.
        if (!round.then.formFaults) expectFields([...path, 'submit', 'form'], act.submit.form);
      }
      if ('clerk' in act) expectReason([...path, 'clerk', 'reason'], act.clerk.reason);
      if ('task' in act) expectReason([...path, 'task', 'reason'], act.task.reason);
      if ('dataChanges' in act)
        expectRegistry([...path, 'dataChanges', 'set'], act.dataChanges.registry, act.dataChanges.set);
    }
    expectFields([...base, 'then', 'prefilled'], round.then.prefilled);
    expectReason([...base, 'then', 'case', 'reason'], round.then.case?.reason);
    const { licence } = round.then;
    if (typeof licence !== 'object') continue;
    const names = check.find('licences', licence.template)?.value.fields.map((field) => field.name);
    for (const name of Object.keys(licence.fields ?? {})) {
      if (names)
        check.expect(scenario, [...base, 'then', 'licence', 'fields', name], name, names, {
          zh: '证照项',
          en: 'licence field',
        });
    }
  }
}
