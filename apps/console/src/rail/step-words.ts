import { useText } from '../texts/index.ts';

/** Steps that a mapping may have, without code tables. */
export const STEPS = ['trim', 'half-width', 'upper', 'citizen-id', 'date'] as const;

/** Says a step of a mapping. */
export function useStepWords(): (step: string) => string {
  const t = useText();
  return (step) => {
    if (step.startsWith('code:')) return t('sources.steps.code', { table: step.slice('code:'.length) });
    const known = STEPS.find((one) => one === step);
    return known ? t(`sources.steps.${known}`) : step;
  };
}
