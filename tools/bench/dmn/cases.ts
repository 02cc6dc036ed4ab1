import type { DecisionModel } from '@platform/decisions';

type Inputs = Record<string, unknown>;

/** Repeatable whole numbers from 0 to `below`. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** People whose inputs a file's own cells ask about: for each text input the literals in its columns, and now and then nothing. */
export function casesOf(model: DecisionModel, count: number, seed = 7): Inputs[] {
  const roll = dice(seed);
  const literals = new Map<string, Set<string>>();
  for (const { logic } of model.decisions.values()) {
    if (logic.kind !== 'table') continue;
    for (const [column, { expression }] of logic.inputs.entries())
      for (const rule of logic.rules)
        for (const [, text] of (rule.tests[column] ?? '').matchAll(/"([^"]*)"/g)) {
          const known = literals.get(expression) ?? new Set();
          literals.set(expression, known.add(text as string));
        }
  }
  const day = (): string => new Date(Date.UTC(1940, 0, 1) + roll(31_000) * 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: count }, () => {
    const born = day();
    const inputs: Inputs = {};
    for (const [name, type] of model.inputs) {
      const texts = [...(literals.get(name) ?? []), 'other'];
      const nothing = roll(10) === 0;
      if (type === 'date')
        inputs[name] = name === 'today' ? '2026-11-22' : nothing ? null : roll(3) === 0 ? day() : born;
      else if (type === 'boolean') inputs[name] = nothing ? null : roll(2) === 1;
      else if (type === 'number')
        inputs[name] = model.inputTypes.get(name)?.base === 'amount' ? roll(50_000_000) : 1 + roll(110);
      else inputs[name] = nothing ? null : texts[roll(texts.length)];
    }
    return inputs;
  });
}
