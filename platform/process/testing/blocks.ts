import type { Random } from './random.ts';

/** A model made of blocks with one way in and one way out each. Ids are given when it is made, so that both dialects agree. */
export type Block =
  | { kind: 'task'; id: string; repeat: Repeat | null; boundary: Boundary | null }
  | { kind: 'sequence'; blocks: Block[] }
  | { kind: 'exclusive' | 'inclusive'; id: string; branches: (Block | null)[] }
  | { kind: 'parallel'; id: string; branches: Block[] }
  | { kind: 'loop'; id: string; body: Block }
  | { kind: 'sub'; id: string; body: Block; repeat: Repeat | null; boundary: Boundary | null; error: boolean }
  | { kind: 'events'; id: string; branches: (Block | null)[] }
  | { kind: 'stop'; id: string; how: 'none' | 'terminate' };

export type Repeat = { sequential: boolean; times: number };
export type Boundary = { id: string; interrupting: boolean; handler: Block };

type Making = { random: Random; next: number; left: number };

/** A random block with at most about `size` tasks. */
export function randomBlock(random: Random, size: number): Block {
  return tamed(sequence({ random, next: 0, left: size }, 0), false, false);
}

/**
 * The oracle's dialect says inclusive blocks and error ends in other words (see write-bpmn.ts), which hold only where no branch of such a
 * block ends on its own and no end but the error ends the sub-process.
 */
function tamed(block: Block, inInclusive: boolean, inError: boolean): Block {
  const within = (inner: Block): Block => tamed(inner, inInclusive, inError);
  const handled = (boundary: Boundary | null): Boundary | null =>
    boundary && { ...boundary, interrupting: boundary.interrupting || inError, handler: within(boundary.handler) };
  switch (block.kind) {
    case 'task':
      return { ...block, boundary: handled(block.boundary) };
    case 'sequence':
      return { ...block, blocks: block.blocks.map(within) };
    case 'parallel':
      return { ...block, branches: block.branches.map(within) };
    case 'inclusive':
      return { ...block, branches: block.branches.map((branch) => branch && tamed(branch, true, inError)) };
    case 'exclusive':
    case 'events':
      return { ...block, branches: block.branches.map((branch) => branch && within(branch)) };
    case 'loop':
      return { ...block, body: within(block.body) };
    case 'sub':
      return { ...block, body: tamed(block.body, false, block.error), boundary: handled(block.boundary) };
    case 'stop':
      if (inError) return { kind: 'task', id: block.id, repeat: null, boundary: null };
      return inInclusive ? { ...block, how: 'terminate' } : block;
  }
}

function sequence(making: Making, depth: number): Block {
  const blocks = [task(making, depth)];
  const more = making.random.below(depth === 0 ? 4 : 3);
  for (let at = 0; at < more && making.left > 0; at++) blocks.push(block(making, depth));
  return { kind: 'sequence', blocks };
}

function id(making: Making, prefix: string): string {
  making.next += 1;
  return `${prefix}${making.next}`;
}

function task(making: Making, depth: number): Block {
  making.left -= 1;
  const { random } = making;
  const made: Block = { kind: 'task', id: id(making, 't'), repeat: repeat(random), boundary: null };
  return depth < 3 && random.chance(0.15) ? { ...made, boundary: boundary(making, depth) } : made;
}

function repeat(random: Random): Repeat | null {
  return random.chance(0.1) ? { sequential: random.chance(0.5), times: 1 + random.below(3) } : null;
}

function boundary(making: Making, depth: number): Boundary {
  const at = id(making, 'b');
  return { id: at, interrupting: making.random.chance(0.6), handler: sequence(making, depth + 2) };
}

function block(making: Making, depth: number): Block {
  const { random } = making;
  if (depth >= 3 || making.left <= 0) return task(making, depth);
  const branches = (least: number): Block[] =>
    Array.from({ length: least + random.below(2) }, () => sequence(making, depth + 1));
  const maybeEmpty = (all: Block[]): (Block | null)[] => (random.chance(0.3) ? [...all.slice(1), null] : all);
  switch (random.below(9)) {
    case 0:
    case 1:
      return { kind: 'exclusive', id: id(making, 'x'), branches: maybeEmpty(branches(2)) };
    case 2:
      return { kind: 'parallel', id: id(making, 'p'), branches: branches(2) };
    case 3:
      return { kind: 'inclusive', id: id(making, 'o'), branches: branches(2) };
    case 4:
      return { kind: 'loop', id: id(making, 'l'), body: sequence(making, depth + 1) };
    case 5: {
      const at = id(making, 's');
      const body = sequence(making, depth + 1);
      const error = random.chance(0.3);
      return {
        kind: 'sub',
        id: at,
        body,
        repeat: error ? null : repeat(random),
        boundary: !error && random.chance(0.4) ? boundary(making, depth) : null,
        error,
      };
    }
    case 6:
      return { kind: 'events', id: id(making, 'g'), branches: maybeEmpty(branches(2)) };
    case 7:
      return { kind: 'stop', id: id(making, 'z'), how: random.chance(0.5) ? 'terminate' : 'none' };
    default:
      return task(making, depth);
  }
}
