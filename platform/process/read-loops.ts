import type { ModdleElement } from 'bpmn-moddle';
import { bare } from './element-names.ts';
import { type Faults, readOrFault } from './faults.ts';
import type { Loop } from './model.ts';
import { bodyOf, child, ywAttributes } from './moddle.ts';

/** How often an activity is repeated; null for once, or after a fault. */
export function readLoop(element: ModdleElement, faults: Faults): Loop | null {
  const loop = child(element, 'loopCharacteristics');
  if (!loop) return null;
  const expression = (property: string) => {
    const text = bodyOf(child(loop, property));
    return text === '' ? null : readOrFault(text, element, faults);
  };
  if (bare(loop.$type) === 'StandardLoopCharacteristics') {
    const condition = expression('loopCondition');
    if (!condition) {
      faults.add('noLoopEnd', element);
      return null;
    }
    const maximum = loop['loopMaximum'];
    return {
      kind: 'standard',
      testBefore: loop['testBefore'] === true,
      condition,
      maximum: maximum === undefined ? null : Number(maximum),
    };
  }
  for (const property of ['loopDataInputRef', 'loopDataOutputRef', 'inputDataItem', 'outputDataItem']) {
    if (loop[property] !== undefined)
      faults.add('unsupported', element, {
        what: {
          zh: `${property}（请用 yw:collection、yw:element）`,
          en: `${property} (use yw:collection, yw:element)`,
        },
      });
  }
  if ((loop['behavior'] ?? 'All') !== 'All')
    faults.add('unsupported', element, { what: `behavior="${String(loop['behavior'])}"` });
  const own = { ...ywAttributes(element), ...ywAttributes(loop) };
  const read = (name: string) => (own[name] === undefined ? null : readOrFault(own[name], element, faults));
  const cardinality = expression('loopCardinality');
  const collection = read('collection');
  if (!cardinality && !collection) faults.add('noLoopEnd', element);
  if ((own['output'] === undefined) !== (own['outputs'] === undefined)) faults.add('outputPair', element);
  return {
    kind: loop['isSequential'] === true ? 'sequential' : 'parallel',
    cardinality,
    collection,
    element: own['element'] ?? 'item',
    output: read('output'),
    outputs: own['outputs'] ?? null,
    until: expression('completionCondition'),
  };
}
