import { parseProcess, type ProcessModel } from '@platform/process';
import type { MattersPort } from '@modules/matters/contract';

/** The processes of matters, read once each. */
export type ProcessModels = { of(matter: string, version: string): Promise<ProcessModel> };

export function processModels(matters: Pick<MattersPort, 'process'>): ProcessModels {
  const read = new Map<string, Promise<ProcessModel>>();
  return {
    of(matter, version) {
      const text = matters.process(matter, version);
      // Most matters share the product's own: one model for one text.
      let model = read.get(text);
      if (model === undefined) {
        model = parseProcess(text);
        read.set(text, model);
        model.catch(() => read.delete(text));
      }
      return model;
    },
  };
}
