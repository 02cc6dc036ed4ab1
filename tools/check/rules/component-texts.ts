import type { Fault } from '../fault.ts';
import { isTest, type SourceTree } from '../source-tree.ts';

const SPOKEN_ATTRIBUTES = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'description',
]);

/** No text stands in a component: every one goes through i18n, in both languages. */
export function componentTextFaults(tree: SourceTree): Fault[] {
  return tree.files
    .filter((file) => file.endsWith('.tsx') && !isTest(file) && /^(apps|ui)\//.test(file))
    .flatMap((file) =>
      tree.source(file).strings.flatMap(({ text, line, kind, attribute }) => {
        const shown = kind === 'jsx-text' || (kind === 'attribute' && SPOKEN_ATTRIBUTES.has(attribute as string));
        const spoken = shown ? /\p{L}{2,}/u.test(text) : /\p{Script=Han}/u.test(text);
        if (!spoken) return [];
        const message = `The text "${text.trim().slice(0, 40)}" stands in a component: give it a key in the i18n texts (zh and en).`;
        return [{ rule: 'texts', file, line, message }];
      }),
    );
}
