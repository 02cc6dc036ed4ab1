import type { FormSchema, Settled } from '@platform/forms';
import type { FieldSource } from '../index.ts';
import { createContext, useContext } from 'react';
import type { UploadsOfCase } from './use-uploads.ts';

/** What every question of a form needs. */
export type FormInUse = {
  schema: FormSchema;
  /** As it counts now: what is asked, required and computed. */
  settled: Settled;
  /** What to change, by JSON Pointer, in the reader's language. */
  faults: ReadonlyMap<string, string>;
  /** Fields that data filled in, with where from, by path (`owner.name`). */
  locked: readonly string[];
  sources: Readonly<Record<string, FieldSource>>;
  disabled: boolean;
  uploads: UploadsOfCase;
  /** Gives the field at a pointer another answer; a function is given the answer before. */
  change: (pointer: string, value: unknown) => void;
  /** Takes a file out of whichever field has it. */
  dropFile: (id: string) => void;
};

const Context = createContext<FormInUse | undefined>(undefined);
export const FormProvider = Context.Provider;

export function useFormInUse(): FormInUse {
  const form = useContext(Context);
  if (!form) throw new Error('A question stands outside its form');
  return form;
}
