import type { ModdleElement } from 'dmn-moddle';
import { badTable, checkLanguage, child, kindOf, list, textOf, unsupported, type Reading } from './elements.ts';
import type { TypeOf } from './item-types.ts';
import type { FunctionLogic, Logic } from './model.ts';
import { readTable } from './read-table.ts';

/** Reads boxed logic of any kind we know; others are refused by name, with their line. */
export function readLogic(logic: ModdleElement | undefined, reading: Reading, typeOf: TypeOf): Logic {
  const inner = (element: ModdleElement | undefined, what: string, within: ModdleElement): Logic => {
    if (!element) throw badTable(reading, `${what} is empty`, within);
    return readLogic(element, reading, typeOf);
  };
  switch (logic?.$type) {
    case 'dmn:DecisionTable':
      return readTable(logic, reading, typeOf);
    case 'dmn:LiteralExpression':
      checkLanguage(logic, reading);
      if (child(logic, 'importedValues')) throw unsupported(reading, 'importedValues', logic);
      if (textOf(logic) === '') throw badTable(reading, 'its expression is empty', logic);
      return { kind: 'literal', expression: textOf(logic) };
    case 'dmn:Context': {
      const all = list(logic, 'contextEntry');
      const entries = all.flatMap((entry) => {
        const variable = child(entry, 'variable');
        if (!variable) return [];
        const name = String(variable.name ?? '');
        if (name === '') throw badTable(reading, 'an entry of a context has a variable without a name', entry);
        const label = String(variable['label'] ?? entry['label'] ?? name);
        const type = typeOf(variable['typeRef'], reading, entry);
        return [{ name, label, type, logic: inner(child(entry, 'value'), `the entry "${name}"`, entry) }];
      });
      const results = all.filter((entry) => !child(entry, 'variable'));
      const [result] = results;
      if (results.length > 1 || (result && result !== all.at(-1)))
        throw badTable(reading, 'only the last entry of a context may be its result, without a name', logic);
      const names = entries.map((entry) => entry.name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) throw badTable(reading, `a context has two entries "${twice}"`, logic);
      if (all.length === 0) throw badTable(reading, 'a context has no entry', logic);
      return {
        kind: 'context',
        entries,
        result: result && inner(child(result, 'value'), 'the result of a context', result),
      };
    }
    case 'dmn:Invocation': {
      const called = child(logic, 'calledFunction');
      if (called?.$type !== 'dmn:LiteralExpression' || textOf(called) === '')
        throw badTable(reading, 'an invocation does not name the function it calls', logic);
      checkLanguage(called, reading);
      const bindings = list(logic, 'binding').map((binding) => {
        const parameter = String(child(binding, 'parameter')?.name ?? '');
        if (parameter === '') throw badTable(reading, 'a binding has no parameter', logic);
        return { parameter, logic: inner(child(binding, 'bindingFormula'), `the binding "${parameter}"`, logic) };
      });
      return { kind: 'invocation', called: textOf(called), bindings };
    }
    case 'dmn:FunctionDefinition':
      return readFunction(logic, reading, typeOf);
    case 'dmn:List':
      return {
        kind: 'list',
        elements: list(logic, 'elements').map((element) => readLogic(element, reading, typeOf)),
      };
    case 'dmn:Relation': {
      const columns = list(logic, 'column').map((column) => String(column.name ?? ''));
      if (columns.length === 0 || columns.includes('') || new Set(columns).size !== columns.length)
        throw badTable(reading, 'the columns of a relation need names, each its own', logic);
      const rows = list(logic, 'row').map((row, index) => {
        const cells = list(row, 'elements');
        if (cells.length !== columns.length)
          throw badTable(
            reading,
            `row ${index + 1} of a relation has ${cells.length} cells, not ${columns.length}`,
            logic,
          );
        return cells.map((cell) => readLogic(cell, reading, typeOf));
      });
      return { kind: 'relation', columns, rows };
    }
    default:
      throw unsupported(reading, logic ? kindOf(logic) : 'a decision without logic', logic);
  }
}

/** A function in FEEL (DMN 1.3 §7.3.1); one that is written in another language is refused by name. */
export function readFunction(element: ModdleElement, reading: Reading, typeOf: TypeOf): FunctionLogic {
  const kind = String(element['kind'] ?? 'FEEL');
  if (kind !== 'FEEL') throw unsupported(reading, `function kind ${kind}`, element);
  const parameters = list(element, 'formalParameter').map((parameter) => {
    const name = String(parameter.name ?? '');
    if (name === '') throw badTable(reading, 'a parameter has no name', element);
    return { name, type: typeOf(parameter['typeRef'], reading, parameter) };
  });
  const names = parameters.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw badTable(reading, 'two parameters have the same name', element);
  const body = child(element, 'body');
  if (!body) throw badTable(reading, 'a function has no body', element);
  return { kind: 'function', parameters, body: readLogic(body, reading, typeOf) };
}
