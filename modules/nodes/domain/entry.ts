import { defineErrors, normaliseText } from '@platform/kernel';

export const nodesErrors = defineErrors('nodes', {
  titleMissing: {
    status: 400,
    zh: '标题不能为空，请填写后重新提交。',
    en: 'The title is empty. Write one and submit again.',
  },
});

/**
 * The title as it is kept: half-width, without spaces around it.
 * @throws nodes.title-missing when nothing is left of it
 */
export function entryTitle(text: string): string {
  const title = normaliseText(text);
  if (title === '') throw nodesErrors.titleMissing();
  return title;
}
