import type { Block, Boundary, Repeat } from './blocks.ts';

/**
 * `ours` writes conditions in FEEL. `oracle` writes them as bpmn-engine reads them; and because it passes every token that comes to an
 * inclusive join (BPMN 2.0 §13.4.3 merges them), it writes an inclusive block as what it means: a parallel block of optional branches;
 * and because it lets an error end event pass as a plain one, it writes that as a terminated sub-process with a choice after it.
 */
export type Dialect = 'ours' | 'oracle';

export type FlowOptions = { id?: string; condition?: string };

/** Collects elements of one process or sub-process. */
export class Writer {
  readonly dialect: Dialect;
  readonly lines: string[] = [];
  #flows = 0;
  readonly #prefix: string;

  constructor(dialect: Dialect, prefix: string) {
    this.dialect = dialect;
    this.#prefix = prefix;
  }

  node(tag: string, id: string, attributes = '', inside = ''): string {
    this.lines.push(`<${tag} id="${id}" ${attributes}>${inside}</${tag}>`);
    return id;
  }

  /** `condition` names the variable that decides it. */
  flow(source: string, target: string, { id, condition }: FlowOptions = {}): void {
    this.#flows += 1;
    const name = id ?? `${this.#prefix}_f${this.#flows}`;
    const text = condition && (this.dialect === 'ours' ? condition : `\${environment.variables.d.${condition}}`);
    const inside = text ? `<conditionExpression xsi:type="tFormalExpression">${text}</conditionExpression>` : '';
    this.lines.push(`<sequenceFlow id="${name}" sourceRef="${source}" targetRef="${target}">${inside}</sequenceFlow>`);
  }
}

/** The file of a process. */
export function file(lines: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
<error id="err" name="err" errorCode="err"/>
<process id="p" name="generated" isExecutable="true">
${lines.join('\n')}
</process></definitions>`;
}

export function writeBlock(block: Block, dialect: Dialect): string {
  const writer = new Writer(dialect, 'p');
  scope(writer, 'p', block);
  return file(writer.lines);
}

function scope(writer: Writer, id: string, block: Block): string {
  writer.node('startEvent', `${id}_start`);
  writer.flow(
    `${id}_start`,
    write(writer, block, (out) => writer.flow(out, `${id}_end`)),
  );
  return writer.node('endEvent', `${id}_end`);
}

/** Writes a block; `then` goes on from its last node. Gives its first node. */
function write(writer: Writer, block: Block, then: (out: string) => void): string {
  switch (block.kind) {
    case 'task': {
      writer.node('userTask', block.id, '', repeated(block.repeat));
      standing(writer, block.id, block.boundary, then);
      return block.id;
    }
    case 'sequence': {
      const [first, ...rest] = block.blocks as [Block, ...Block[]];
      return write(writer, first, (out) =>
        rest.length === 0 ? then(out) : writer.flow(out, write(writer, { kind: 'sequence', blocks: rest }, then)),
      );
    }
    case 'exclusive':
      return split(writer, 'exclusiveGateway', block, then);
    case 'parallel':
      return split(writer, 'parallelGateway', block, then);
    case 'inclusive':
      return writer.dialect === 'ours' ? split(writer, 'inclusiveGateway', block, then) : optional(writer, block, then);
    case 'loop': {
      const { id } = block;
      writer.node('exclusiveGateway', `${id}_in`);
      writer.flow(
        `${id}_in`,
        write(writer, block.body, (out) => writer.flow(out, `${id}_again`)),
      );
      writer.node('exclusiveGateway', `${id}_again`, `default="${id}_on"`);
      writer.flow(`${id}_again`, `${id}_in`, { id: `${id}_back`, condition: `${id}_loop` });
      writer.node('exclusiveGateway', `${id}_out`);
      writer.flow(`${id}_again`, `${id}_out`, { id: `${id}_on` });
      then(`${id}_out`);
      return `${id}_in`;
    }
    case 'sub':
      return sub(writer, block, then);
    case 'events': {
      const { id } = block;
      writer.node('eventBasedGateway', id);
      writer.node('exclusiveGateway', `${id}_join`);
      for (const [index, branch] of block.branches.entries()) {
        const event = writer.node('intermediateCatchEvent', `${id}_e${index}`, '', TIMER);
        writer.flow(id, event);
        if (branch)
          writer.flow(
            event,
            write(writer, branch, (out) => writer.flow(out, `${id}_join`)),
          );
        else writer.flow(event, `${id}_join`);
      }
      then(`${id}_join`);
      return id;
    }
    case 'stop': {
      const { id } = block;
      writer.node('exclusiveGateway', id, `default="${id}_on"`);
      writer.node('endEvent', `${id}_end`, '', block.how === 'terminate' ? '<terminateEventDefinition/>' : '');
      writer.node('exclusiveGateway', `${id}_next`);
      writer.flow(id, `${id}_end`, { condition: `${id}_stop` });
      writer.flow(id, `${id}_next`, { id: `${id}_on` });
      then(`${id}_next`);
      return id;
    }
  }
}

const TIMER = '<timerEventDefinition><timeDuration>PT100H</timeDuration></timerEventDefinition>';

type Branched = { id: string; branches: (Block | null)[] };

function split(writer: Writer, tag: string, { id, branches }: Branched, then: (out: string) => void): string {
  const parallel = tag === 'parallelGateway';
  writer.node(tag, id, parallel ? '' : `default="${id}_b0"`);
  writer.node(tag, `${id}_join`);
  for (const [index, branch] of branches.entries()) {
    const options = {
      id: `${id}_b${index}`,
      ...(!parallel && index > 0 ? { condition: `${id}_c${index}` } : {}),
    };
    if (branch)
      writer.flow(
        id,
        write(writer, branch, (out) => writer.flow(out, `${id}_join`)),
        options,
      );
    else writer.flow(id, `${id}_join`, options);
  }
  then(`${id}_join`);
  return id;
}

/** An inclusive block as a parallel one whose branches may be empty. The first is its default: taken when no other is. */
function optional(writer: Writer, { id, branches }: Branched, then: (out: string) => void): string {
  writer.node('parallelGateway', id);
  writer.node('parallelGateway', `${id}_join`);
  for (const [index, branch] of branches.entries()) {
    const at = `${id}_o${index}`;
    writer.node('exclusiveGateway', at, `default="${at}_skip"`);
    writer.flow(id, at);
    writer.node('exclusiveGateway', `${at}_join`);
    const condition = index === 0 ? `${id}_none` : `${id}_c${index}`;
    writer.flow(
      at,
      write(writer, branch as Block, (out) => writer.flow(out, `${at}_join`)),
      { condition },
    );
    writer.flow(at, `${at}_join`, { id: `${at}_skip` });
    writer.flow(`${at}_join`, `${id}_join`);
  }
  then(`${id}_join`);
  return id;
}

function sub(writer: Writer, block: Extract<Block, { kind: 'sub' }>, then: (out: string) => void): string {
  const { id } = block;
  const inner = new Writer(writer.dialect, id);
  const body: Block = block.body;
  const ours = writer.dialect === 'ours';
  if (block.error) {
    inner.node('startEvent', `${id}_start`);
    inner.flow(
      `${id}_start`,
      write(inner, body, (out) => inner.flow(out, `${id}_fails`)),
    );
    inner.node('exclusiveGateway', `${id}_fails`, `default="${id}_well"`);
    inner.node(
      'endEvent',
      `${id}_error`,
      '',
      ours ? '<errorEventDefinition errorRef="err"/>' : '<terminateEventDefinition/>',
    );
    inner.node('endEvent', `${id}_end`);
    inner.flow(`${id}_fails`, `${id}_error`, { condition: `${id}_fail` });
    inner.flow(`${id}_fails`, `${id}_end`, { id: `${id}_well` });
  } else scope(inner, id, body);
  writer.node('subProcess', id, '', `${inner.lines.join('\n')}${repeated(block.repeat)}`);
  if (block.error) {
    writer.node('exclusiveGateway', `${id}_merge`);
    writer.node('userTask', `${id}_mend`);
    if (ours) {
      writer.node('boundaryEvent', `${id}_caught`, `attachedToRef="${id}"`, '<errorEventDefinition errorRef="err"/>');
      writer.flow(`${id}_caught`, `${id}_mend`);
      writer.flow(id, `${id}_merge`);
    } else {
      writer.node('exclusiveGateway', `${id}_which`, `default="${id}_good"`);
      writer.flow(id, `${id}_which`);
      writer.flow(`${id}_which`, `${id}_mend`, { condition: `${id}_fail` });
      writer.flow(`${id}_which`, `${id}_merge`, { id: `${id}_good` });
    }
    writer.flow(`${id}_mend`, `${id}_merge`);
    then(`${id}_merge`);
  } else standing(writer, id, block.boundary, then);
  return id;
}

function repeated(repeat: Repeat | null): string {
  return repeat
    ? `<multiInstanceLoopCharacteristics isSequential="${repeat.sequential}"><loopCardinality>${repeat.times}</loopCardinality></multiInstanceLoopCharacteristics>`
    : '';
}

/** Goes on from an activity, with a boundary event where it has one: its handler joins again, or ends by itself when nothing is interrupted. */
function standing(writer: Writer, host: string, boundary: Boundary | null, then: (out: string) => void): void {
  if (!boundary) {
    then(host);
    return;
  }
  const { id, interrupting, handler } = boundary;
  writer.node('boundaryEvent', id, `attachedToRef="${host}" cancelActivity="${interrupting}"`, TIMER);
  if (!interrupting) {
    writer.flow(
      id,
      write(writer, handler, (out) => writer.flow(out, writer.node('endEvent', `${id}_end`))),
    );
    then(host);
    return;
  }
  writer.node('exclusiveGateway', `${id}_merge`);
  writer.flow(host, `${id}_merge`);
  writer.flow(
    id,
    write(writer, handler, (out) => writer.flow(out, `${id}_merge`)),
  );
  then(`${id}_merge`);
}

/** The variables that decide a file's conditions. */
export function decisionsOf(xml: string): string[] {
  return [...new Set([...xml.matchAll(/<conditionExpression[^>]*>(\w+)</g)].map((match) => match[1] as string))];
}
