import { readFileSync } from 'node:fs';
import type { Matter } from '../contract/index.ts';

const read = new Map<Matter['projectType'], string>();

/** The BPMN text of what a matter does that draws no process of its own: the rules where they can, then a person. */
export function productProcess(projectType: Matter['projectType']): string {
  let text = read.get(projectType);
  if (text === undefined) {
    text = readFileSync(new URL(`../processes/${projectType}.bpmn`, import.meta.url), 'utf8');
    read.set(projectType, text);
  }
  return text;
}
