import { parseProcess, type ProcessModel } from '@platform/process';
import type { MattersPort } from '@modules/matters/contract';

/** The process of a matter's version, and those that it calls. */
export type CaseProcess = {
  main: ProcessModel;
  /** By id; those called by called ones too. */
  called: ReadonlyMap<string, ProcessModel>;
};

/** The processes of matters, read once each. */
export type ProcessModels = { of(matter: string, version: string): Promise<CaseProcess> };

export function processModels(matters: Pick<MattersPort, 'process' | 'calledProcesses'>): ProcessModels {
  const read = new Map<string, Promise<ProcessModel>>();
  const modelOf = (text: string): Promise<ProcessModel> => {
    // Most matters share the product's own, and many what they call: one model for one text.
    let model = read.get(text);
    if (model === undefined) {
      model = parseProcess(text);
      read.set(text, model);
      model.catch(() => read.delete(text));
    }
    return model;
  };
  return {
    async of(matter, version) {
      const main = await modelOf(matters.process(matter, version));
      const called = new Map<string, ProcessModel>();
      for (const [id, text] of Object.entries(matters.calledProcesses(matter, version)))
        called.set(id, await modelOf(text));
      return { main, called };
    },
  };
}

/** Whether a step of it hands the result over (`yw:link` deliver). */
export function delivers({ main, called }: CaseProcess): boolean {
  return [main, ...called.values()].some(({ nodes }) =>
    Object.values(nodes).some(({ attributes }) => attributes['link'] === 'deliver'),
  );
}

/** The model of one of these processes, by its id. */
export function modelNamed({ main, called }: CaseProcess, id: string): ProcessModel | undefined {
  return id === main.id ? main : called.get(id);
}
