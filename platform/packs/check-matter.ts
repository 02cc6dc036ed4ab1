import { checkForm, formField } from '@platform/forms';
import { patternFault } from '@platform/kernel/authored';
import { checkUploads } from './check-uploads.ts';
import { elementFaults, heirFaults } from './check-elements.ts';
import type { NameCheck, Sound } from './check-names.ts';
import { companion, formSourceOf, readableData, readFormFieldNames, valuePathFault } from './value-paths.ts';

/** Rules of one matter: its codes, its limits (GB/T 39554 practice), its form, prefill and decision. */
export function checkMatter(check: NameCheck, matter: Sound<'matters'>): void {
  checkElements(check, matter);
  checkMaterials(check, matter);
  // Form, prefill and rules of one that inherits are those of the matter above, and checked there.
  if (matter.value.inherits !== undefined) return;
  checkFormFile(check, matter);
  for (const index of matter.value.prefill.keys()) checkPrefill(check, matter, index);
  checkDecision(check, matter);
}

function checkElements(check: NameCheck, matter: Sound<'matters'>): void {
  const creditCode = check.find('organisations', matter.value.organisation)?.value.creditCode;
  const list = check.all('basic-matters').filter((one) => check.reaches(matter.pack, one.pack));
  const basic =
    list.length === 0
      ? undefined
      : {
          find: (code: string) => list.find((one) => one.id === code)?.value,
          known: list.map(({ id }) => id),
        };
  const faults = elementFaults(matter.value, { creditCode, basic });
  const above = matter.value.inherits === undefined ? undefined : check.find('matters', matter.value.inherits);
  if (above) faults.push(...heirFaults(above.value, matter.value));
  for (const { path, code, zh, en } of faults) check.complain(matter, path, code, zh, en);
  const scenarios = matter.value.scenarios ?? [];
  if (!scenarios.some(({ when }) => when)) return;
  // One that inherits has the form of the matter above, which is read once for all of them.
  const fields = readFormFieldNames(formSourceOf(check, above ?? matter).form);
  for (const [index, { when }] of scenarios.entries()) {
    if (when && fields)
      check.expect(matter, ['scenarios', index, 'when', 'field'], when.field, fields, {
        zh: '表单项',
        en: 'form field',
      });
  }
}

function checkFormFile(check: NameCheck, matter: Sound<'matters'>): void {
  const { form, source } = formSourceOf(check, matter);
  if (!source) {
    const { form: name } = matter.value;
    check.complain(
      matter,
      ['form'],
      'missing-file',
      `同一文件夹中没有“${name}”`,
      `There is no "${name}" beside this file`,
    );
    return;
  }
  for (const fault of source.faults) check.complainAt(fault);
  if (!form) return;
  const faults = checkForm(form);
  for (const { path, message } of faults) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    check.complain({ source, base: [] }, steps, 'form', message.zh, message.en);
  }
  if (faults.length > 0) return;
  for (const steps of endlessPatterns(form))
    check.complain(
      { source, base: [] },
      steps,
      'form',
      '这个正则表达式对有些内容要算很久（重复里套着重复），请改写',
      'Over some answers this pattern takes for ever (a repetition within a repetition); rewrite it',
    );
  checkUploads(check, matter, form, source);
}

/** Where a form has patterns that go back for ever over some answers. */
function endlessPatterns(part: unknown, at: string[] = []): string[][] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) => {
    if (key === 'pattern' && typeof inner === 'string' && patternFault(inner) === 'endless') return [[...at, key]];
    return endlessPatterns(inner, [...at, key]);
  });
}

function checkPrefill(check: NameCheck, matter: Sound<'matters'>, index: number): void {
  const prefill = matter.value.prefill[index];
  const one = prefill && check.find('interfaces', prefill.interface);
  if (!prefill || !one) return;
  const path = ['prefill', index];
  if (one.value.registry === undefined || one.value.mode !== 'rows')
    check.complain(
      matter,
      [...path, 'interface'],
      'not-allowed',
      '预填须用基础库的 rows 接口',
      'Prefill reads an interface of mode rows over a registry',
    );
  const parameters = one.value.parameters.map((parameter) => parameter.name);
  for (const [name, from] of Object.entries(prefill.parameters)) {
    check.expect(matter, [...path, 'parameters', name], name, parameters, {
      zh: '接口参数',
      en: 'parameter of the interface',
    });
    if (!/^\$(applicant|today)/.test(from)) {
      check.complain(
        matter,
        [...path, 'parameters', name],
        'not-allowed',
        '预填时只有 $applicant 和 $today 可用',
        'Before the form opens only $applicant and $today are known',
      );
    }
  }
  for (const parameter of one.value.parameters) {
    if (!parameter.required || prefill.parameters[parameter.name] !== undefined) continue;
    check.complain(
      matter,
      [...path, 'parameters'],
      'required',
      `缺少接口必填参数“${parameter.name}”`,
      `Required parameter "${parameter.name}" is not given`,
    );
  }
  if (one.value.mode !== 'rows') {
    check.complain(
      matter,
      [...path, 'interface'],
      'not-allowed',
      '预填须用 rows 接口',
      'Prefill needs an interface of mode rows',
    );
  }
  const grant = check.find('grants', `${prefill.interface}/cases`);
  if (!grant) {
    check.complain(
      matter,
      [...path, 'interface'],
      'not-granted',
      `接口“${prefill.interface}”没有授权给办件（consumer: cases）`,
      `Interface "${prefill.interface}" is not granted to cases (consumer: cases)`,
    );
    return;
  }
  const purposes = grant.value.purposes.map((purpose) => purpose.id);
  check.expect(matter, [...path, 'purpose'], prefill.purpose, purposes, { zh: '授权用途', en: 'granted purpose' });
  const { form } = formSourceOf(check, matter);
  const formFields = readFormFieldNames(form);
  for (const [field, from] of Object.entries(prefill.into)) {
    if (form && formFields && !formField(form, field))
      check.expect(matter, [...path, 'into', field], field, formFields, { zh: '表单项', en: 'form field' });
    check.expect(matter, [...path, 'into', field], from, grant.value.fields, { zh: '已授权字段', en: 'granted field' });
  }
}

function checkMaterials(check: NameCheck, matter: Sound<'matters'>): void {
  const { materials } = matter.value;
  const readable = readableData(check, matter);
  for (const [index, material] of materials.entries()) {
    if (materials.findIndex((other) => other.id === material.id) < index) {
      check.complain(
        matter,
        ['materials', index, 'id'],
        'twice',
        `材料“${material.id}”重复`,
        `Material "${material.id}" is given twice`,
      );
    }
    const { replacedBy } = material;
    if (!replacedBy || !('interface' in replacedBy)) continue;
    const registry = check.find('interfaces', replacedBy.interface)?.value.registry;
    if (registry === undefined) continue;
    for (const [place, field] of replacedBy.fields.entries()) {
      const path = ['materials', index, 'replacedBy', 'fields', place];
      const what = { zh: '预填可读的数据', en: 'data that prefill may read:' };
      check.expect(matter, path, `${registry}.${field}`, readable, what);
    }
  }
}

function checkDecision(check: NameCheck, matter: Sound<'matters'>): void {
  const { decision } = matter.value;
  const found = companion(check, matter, decision.file);
  if (!found) {
    check.complain(
      matter,
      ['decision', 'file'],
      'missing-file',
      `同一文件夹中没有“${decision.file}”`,
      `There is no "${decision.file}" beside this file`,
    );
    return;
  }
  // Names only; `npm run pack:check` and the module that decides parse the file as a whole.
  const names = (element: string, attribute: string): string[] =>
    [...found.text.matchAll(new RegExp(`<(?:\\w+:)?${element}\\s[^>]*?\\b${attribute}="([^"]*)"`, 'g'))].map(
      (match) => match[1] as string,
    );
  check.expect(matter, ['decision', 'decision'], decision.decision, names('decision', 'id'), {
    zh: '决策',
    en: 'decision',
  });
  const inputs = names('inputData', 'name');
  for (const [name, from] of Object.entries(decision.inputs)) {
    check.expect(matter, ['decision', 'inputs', name], name, inputs, { zh: '决策输入', en: 'input of the decision' });
    if (from.startsWith('$decision.')) {
      check.complain(
        matter,
        ['decision', 'inputs', name],
        'not-allowed',
        '决策不能引用自身结果',
        'A decision cannot use its own result',
      );
    }
    valuePathFault(check, matter, ['decision', 'inputs', name], from, matter);
  }
}
