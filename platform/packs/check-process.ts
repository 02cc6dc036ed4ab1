import { checkProcess, parseProcess } from '@platform/process';
import { DomainError, fillText } from '@platform/kernel';
import { type Callable, callFaults } from './check-calls.ts';
import { ringsWithoutWaiting } from './check-rings.ts';
import { type PackFault, withHint } from './faults.ts';

/** What the end of a task may mean to the law's machine of a case (decision 0010). */
export const PROCESS_LINKS = ['receive', 'accept', 'review', 'opinion', 'decide', 'deliver', 'check'] as const;

const NAMESPACE = 'http://yiwang.dev/bpmn';

/** What a process may name. */
export type ProcessNames = {
  /** Ids of those a task may be given to. */
  organisations: ReadonlySet<string>;
  /** Processes it may call. */
  callable: Callable;
};

/**
 * Everything wrong with a process file: what the core does not run, and what it says of links, organisations and called processes that do not
 * exist.
 * @param id of a shared process: that of its definition, by which others call it
 */
export async function processFaults(
  xml: string,
  file: string,
  { organisations, callable }: ProcessNames,
  id?: string,
): Promise<PackFault[]> {
  const at = (id: string): { file: string; line: number; column: number } => ({
    file,
    line: xml.slice(0, Math.max(0, xml.indexOf(`id="${id}"`))).split('\n').length,
    column: 1,
  });
  const namespace = /xmlns:yw="([^"]*)"/.exec(xml)?.[1];
  // Under another name everything we say of tasks would silently count for nothing.
  if (namespace !== undefined && namespace !== NAMESPACE) {
    const message = { zh: `xmlns:yw 应为 ${NAMESPACE}`, en: `xmlns:yw must be ${NAMESPACE}` };
    return [{ ...at('definitions'), code: 'namespace', message }];
  }
  try {
    const found = await checkProcess(xml);
    if (found.length > 0)
      return found.map(({ path, code, message, params }) => {
        const filled = (language: 'zh' | 'en'): string => fillText(message, language, params ?? {});
        return { ...at(path.slice(1)), code, message: { zh: filled('zh'), en: filled('en') } };
      });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [{ ...at(''), code: error.code, message: { zh: error.messageIn('zh'), en: error.messageIn('en') } }];
  }
  const faults: PackFault[] = [];
  const model = await parseProcess(xml);
  const { nodes } = model;
  if (id !== undefined && model.id !== id) {
    const message = {
      zh: `流程的 id 应为“${id}”，与其文件夹同名（现为“${model.id}”）`,
      en: `The process must have the id "${id}", like its folder (it is "${model.id}")`,
    };
    faults.push({ ...at(model.id), code: 'id-differs', message });
  }
  for (const ring of ringsWithoutWaiting(model)) {
    const named = (open: string, close: string, and: string): string =>
      ring.map((node) => `${open}${nodes[node]?.name || node}${close}`).join(and);
    const message = {
      zh: `${named('“', '”', '、')}连成一圈，其中没有一个环节等待人或事，办件会一直转下去；请在圈中加一个人工、等待或计时的环节，或改连线`,
      en: `${named('"', '"', ', ')} make a ring in which nothing waits, so that a case would go round for ever; put a task, a wait or a timer in it, or draw the flow elsewhere`,
    };
    faults.push({ ...at(ring[0] ?? model.id), code: 'endless-ring', message });
  }
  for (const { node, code, message } of await callFaults(model, callable)) faults.push({ ...at(node), code, message });
  for (const { id, name, attributes } of Object.values(nodes)) {
    const said = (what: string, value: string, known: Iterable<string>): void => {
      const text = {
        zh: `环节“${name || id}”的 yw:${what}“${value}”不存在`,
        en: `"${name || id}": there is no yw:${what} "${value}"`,
      };
      faults.push({ ...at(id), code: `unknown-${what}`, message: withHint(text, value, known) });
    };
    const { link, organisation } = attributes;
    if (typeof link === 'string' && !(PROCESS_LINKS as readonly string[]).includes(link))
      said('link', link, PROCESS_LINKS);
    if (typeof organisation === 'string' && !organisations.has(organisation))
      said('organisation', organisation, organisations);
  }
  return faults;
}
