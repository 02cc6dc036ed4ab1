import { BpmnModdle, type ModdleElement, type ReadWarning } from 'bpmn-moddle';
import { processErrors } from './errors.ts';

/** Attributes of ours stand in this namespace; its prefix may be any. */
const NAMESPACE = 'http://yiwang.dev/bpmn';
const FILE_MAX = 2_000_000;
/** The description of BPMN's elements takes longer to make than most files to read. */
let moddle: BpmnModdle | undefined;

export const list = (element: ModdleElement, property: string): ModdleElement[] =>
  (element[property] as ModdleElement[] | undefined) ?? [];
export const child = (element: ModdleElement, property: string): ModdleElement | undefined =>
  element[property] as ModdleElement | undefined;
/** The text of an expression; empty where there is none. */
export const bodyOf = (expression: ModdleElement | undefined): string => String(expression?.['body'] ?? '').trim();

/** Our attributes of an element, without their prefix. */
export function ywAttributes(element: ModdleElement): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(element.$attrs ?? {})) {
    if (name.startsWith('yw:')) own[name.slice(3)] = String(value);
  }
  return own;
}

/** Reads the XML. @throws `process.not-bpmn` */
export async function readDefinitions(xml: string): Promise<{ root: ModdleElement; warnings: ReadWarning[] }> {
  if (xml.length > FILE_MAX) throw processErrors.notBpmn({ what: `larger than ${FILE_MAX} characters` });
  if (/<!DOCTYPE/i.test(xml)) throw processErrors.notBpmn({ what: 'a document type declaration is not allowed' });
  try {
    moddle ??= new BpmnModdle({ yw: { name: 'Yiwang', uri: NAMESPACE, prefix: 'yw', types: [] } });
    const { rootElement, warnings } = await moddle.fromXML(xml);
    return { root: rootElement, warnings };
  } catch (error) {
    const what = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw processErrors.notBpmn({ what }, { cause: error });
  }
}
