import { parseExpression, parseUnaryTests } from 'feelin';
import { boundNames } from './exact-formulas.ts';

/**
 * The names that an expression (or a cell's tests) takes from outside, in the order of the text; not those it gives itself, nor those within a filter, which may be keys of what is filtered.
 * @param known names it may use; those of several words are read as one only when they are known
 * @throws {Error} for wrong syntax
 */
export function namesIn(text: string, known: readonly string[], tests = false): string[] {
  const scope = Object.fromEntries(known.map((name) => [name, null]));
  const top = (tests ? parseUnaryTests : parseExpression)(text, scope, undefined).topNode;
  const bound = new Set([...boundNames(top, text), '?', 'item', 'partial']);
  const names = new Set<string>();
  top.cursor().iterate((node) => {
    if (node.type.isError) {
      const near = text.slice(Math.max(0, node.from - 12), node.to + 12).trim();
      throw new Error(`wrong syntax near "${near}"`);
    }
    // A filter's own names may be keys of the list's contexts; a type's name is no variable.
    if (node.name === 'QualifiedName') return false;
    if (node.name === 'FilterExpression') {
      const target = node.node.firstChild;
      if (target) for (const name of namesIn(text.slice(target.from, target.to), known)) names.add(name);
      return false;
    }
    if (node.name !== 'VariableName') return true;
    const name = text.slice(node.from, node.to).replace(/\s+/g, ' ');
    if (!bound.has(name)) names.add(name);
    return true;
  });
  return [...names];
}
