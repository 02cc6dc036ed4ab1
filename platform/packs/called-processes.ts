/** The folder of processes that matters call, and the file of each. */
export const PROCESS_FILE = 'process.bpmn';

/** Name of a called process' text beside the process that calls it, where a version keeps (or brings) it. */
export const calledFile = (id: string): string => `called-${id}.bpmn`;

/** Ids that the call activities of a BPMN text name, in the order of the file. Read without parsing: what is faulty in it is told elsewhere. */
export function calledIds(bpmn: string): string[] {
  const tags = bpmn.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/<(?:[\w-]+:)?callActivity\b[^>]*>/g);
  const ids = [...tags].flatMap(([tag]) => /\bcalledElement\s*=\s*["']([^"']+)["']/.exec(tag)?.[1] ?? []);
  return [...new Set(ids)];
}

/**
 * The texts of all processes that a process calls, those that they call included, by id. What `textOf` does not know is left out, a circle is
 * followed once.
 */
export function calledProcesses(
  bpmn: string | undefined,
  textOf: (id: string) => string | undefined,
): Record<string, string> {
  const called: Record<string, string> = {};
  const open = bpmn === undefined ? [] : calledIds(bpmn);
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (Object.hasOwn(called, id)) continue;
    const text = textOf(id);
    if (text === undefined) continue;
    called[id] = text;
    open.push(...calledIds(text));
  }
  return called;
}

/** The files beside a matter with those that its process calls, under {@link calledFile}; a file of its own goes before one that others share. */
export function withCalled(
  files: Readonly<Record<string, string>>,
  shared: (id: string) => string | undefined,
): Readonly<Record<string, string>> {
  const called = calledProcesses(files[PROCESS_FILE], (id) => files[calledFile(id)] ?? shared(id));
  const beside = Object.entries(called).map(([id, text]) => [calledFile(id), text] as const);
  return beside.length === 0 ? files : { ...files, ...Object.fromEntries(beside) };
}
