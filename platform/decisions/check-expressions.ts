import { FeelFunction } from 'feelin';
import { DomainError } from '@platform/kernel';
import { decisionErrors } from './errors.ts';
import { feelValue, isAny, isBuiltIn, passes, refuseClock, type Place, type Scope } from './feel.ts';
import { namesIn } from './names.ts';
import type { DecisionModel, DecisionTable, ItemType, Logic, Parameter } from './model.ts';

/**
 * Checks every expression of a model, so that wrong syntax and unknown names show when a file is read, not when the first person meets
 * that rule: its names against those in scope, and a run with nothing known, whose result is thrown away.
 */
export function checkExpressions(model: DecisionModel): void {
  for (const type of model.inputTypes.values()) checkType(type, model.name);
  for (const one of model.knowledge.values()) {
    const scope: Scope = { ...functionsOf(one.knowledge, model), ...nothing(one.parameters) };
    checkLogic(one.body, scope, { decision: one.id, place: '' });
    checkType(one.itemType, one.id);
    for (const { type } of one.parameters) checkType(type, one.id);
  }
  for (const decision of model.decisions.values()) {
    const names = [...decision.inputs, ...decision.decisions.map((id) => model.decisions.get(id)?.name ?? id)];
    const scope: Scope = {
      ...functionsOf(decision.knowledge, model),
      ...Object.fromEntries(names.map((name) => [name, null])),
    };
    if (
      Object.keys(scope).length <
      new Set(decision.inputs).size + new Set(decision.decisions).size + decision.knowledge.length
    )
      throw decisionErrors.badTable({
        decision: decision.id,
        what: 'two things it requires have the same name',
        line: 1,
      });
    checkLogic(decision.logic, scope, { decision: decision.id, place: '' });
    checkType(decision.itemType, decision.id);
  }
}

/** The functions that knowledge gives to those who require it; here they give null. */
function functionsOf(ids: readonly string[], model: DecisionModel): Scope {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const one = model.knowledge.get(id);
      return one
        ? [
            [
              one.name,
              new FeelFunction(
                () => null,
                one.parameters.map(({ name }) => name),
              ),
            ],
          ]
        : [];
    }),
  );
}

const nothing = (parameters: readonly Parameter[]): Scope =>
  Object.fromEntries(parameters.map(({ name }) => [name, null]));

function checkLogic(logic: Logic, scope: Scope, at: Place): void {
  const place = (where: string): Place => ({ ...at, place: at.place === '' ? where : `${at.place}, ${where}` });
  switch (logic.kind) {
    case 'literal':
      return checkExpression(logic.expression, scope, place('expression'));
    case 'table':
      return checkTable(logic, scope, place);
    case 'context': {
      const grown: Scope = { ...scope };
      for (const entry of logic.entries) {
        checkLogic(entry.logic, grown, place(`entry "${entry.name}"`));
        checkType(entry.type, at.decision);
        grown[entry.name] =
          entry.logic.kind === 'function'
            ? new FeelFunction(
                () => null,
                entry.logic.parameters.map(({ name }) => name),
              )
            : null;
      }
      if (logic.result) checkLogic(logic.result, grown, place('result'));
      return;
    }
    case 'invocation': {
      checkExpression(logic.called, scope, place('called function'));
      const called = scope[logic.called];
      if (called instanceof FeelFunction) {
        const stray = logic.bindings.find(({ parameter }) => !called.parameterNames.includes(parameter));
        const absent = called.parameterNames.find(
          (name) => !logic.bindings.some(({ parameter }) => parameter === name),
        );
        if (stray) throw badCall(at, logic.called, `it has no parameter "${stray.parameter}"`);
        if (absent !== undefined) throw badCall(at, logic.called, `the parameter "${absent}" is not given`);
      }
      for (const binding of logic.bindings) checkLogic(binding.logic, scope, place(`binding "${binding.parameter}"`));
      return;
    }
    case 'function':
      for (const { type } of logic.parameters) checkType(type, at.decision);
      return checkLogic(logic.body, { ...scope, ...nothing(logic.parameters) }, place('function'));
    case 'list':
      for (const [index, one] of logic.elements.entries()) checkLogic(one, scope, place(`element ${index + 1}`));
      return;
    case 'relation':
      for (const [row, cells] of logic.rows.entries())
        for (const [column, cell] of cells.entries())
          checkLogic(cell, scope, place(`row ${row + 1}, ${logic.columns[column]}`));
  }
}

function checkTable(table: DecisionTable, scope: Scope, place: (where: string) => Place): void {
  for (const [index, input] of table.inputs.entries()) {
    checkExpression(input.expression, scope, place(`input ${index + 1}`));
    checkType(input.itemType, place('').decision);
    if (input.allowed !== undefined) checkTests(input.allowed, scope, place(`values of input ${index + 1}`));
  }
  for (const output of table.outputs) {
    checkType(output.itemType, place('').decision);
    if (output.allowed !== undefined) checkTests(output.allowed, scope, place(`values of output ${output.name}`));
    if (output.defaultExpression !== undefined)
      checkExpression(output.defaultExpression, scope, place(`default of ${output.name}`));
  }
  for (const rule of table.rules) {
    for (const [index, test] of rule.tests.entries())
      if (!isAny(test)) checkTests(test, scope, place(`rule ${rule.index}, input ${index + 1}`));
    for (const [index, expression] of rule.outputs.entries())
      checkExpression(expression, scope, place(`rule ${rule.index}, output ${index + 1}`));
  }
}

function checkExpression(expression: string, scope: Scope, place: Place): void {
  refuseClock(expression, place);
  tryOut(() => feelValue(expression, scope, place));
  checkNames(expression, scope, place, false);
}

function checkTests(tests: string, scope: Scope, place: Place): void {
  refuseClock(tests, place);
  tryOut(() => passes(tests, null, scope, place));
  checkNames(tests, scope, place, true);
}

/** Names in branches that a run with nothing known does not reach. */
function checkNames(text: string, scope: Scope, place: Place, tests: boolean): void {
  let used: string[];
  try {
    used = namesIn(text, Object.keys(scope), tests);
  } catch (error) {
    throw decisionErrors.badExpression(
      { ...place, expression: text, what: (error as Error).message, kind: 'SYNTAX' },
      { cause: error },
    );
  }
  // By any other name than a call, too.
  const clock = used.find((name) => (name === 'today' || name === 'now') && !Object.hasOwn(scope, name));
  if (clock !== undefined) refuseClock(`${clock}()`, place);
  const unknown = used.find((name) => !Object.hasOwn(scope, name) && !isBuiltIn(name));
  if (unknown === undefined) return;
  const what = `Variable '${unknown}' not found`;
  throw decisionErrors.badExpression({ ...place, expression: text, what, kind: 'NO_VARIABLE_FOUND' });
}

function checkType(type: ItemType, decision: string): void {
  if (type.allowed !== undefined) checkTests(type.allowed, {}, { decision, place: `values of type ${type.name}` });
  for (const component of type.components?.values() ?? []) checkType(component, decision);
}

const badCall = ({ decision }: Place, called: string, what: string): Error =>
  decisionErrors.badCall({ decision, called, what });

/** With every input null a function may fail that works with values; only wrong syntax and unknown names count here. */
function tryOut(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.params['kind'] !== 'FUNCTION_INVOCATION_FAILURE') throw error;
  }
}

/** Names the decisions of a model, for error texts. */
export function unknownDecision(model: DecisionModel, decision: string): Error {
  return decisionErrors.unknownDecision({ decision, known: [...model.decisions.keys()].join(', ') });
}
