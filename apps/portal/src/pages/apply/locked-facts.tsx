import type { FormSchema } from '@platform/forms';
import { maskCitizenId, SourceMark, useLanguage, type FieldSource, type MyCase } from '@yiwang/ui';
import { lazy, Suspense, useState } from 'react';
import { fieldTitle, readable } from '../../form/prepare.ts';
import { useText } from '../../texts/index.ts';

const WrongDialog = lazy(() => import('./wrong-dialog.tsx').then((module) => ({ default: module.WrongDialog })));

/** What departments' data already answer: shown, not typed, each with its source and the way to object. */
export function LockedFacts({ one, form }: { one: MyCase; form: Record<string, unknown> }) {
  const t = useText();
  const language = useLanguage();
  const [wrong, setWrong] = useState<{ title: string; source: FieldSource }>();
  const schema = one.formSchema as FormSchema;
  // Those inside a group are shown there.
  const known = one.locked.filter((name) => !name.includes('.'));
  if (known.length === 0) return null;
  const inOrder = [
    ...one.uiOrder.filter((name) => known.includes(name)),
    ...known.filter((name) => !one.uiOrder.includes(name)),
  ];
  return (
    <section>
      <h2>{t('apply.facts')}</h2>
      <p className="small">{t('apply.factsText')}</p>
      <ul className="known">
        {inOrder.map((field) => {
          const title = fieldTitle(schema, field, language);
          const part = schema.properties?.[field];
          const value = readable(part, form[field], language);
          const source = one.sources[field];
          return (
            <li key={field} id={`known_${field}`} tabIndex={-1}>
              <div className="known-head">
                <span className="known-title">{title}</span>
                {source ? <SourceMark source={source} /> : null}
              </div>
              <div className="known-value">
                <span>
                  {value === undefined ? t('none') : part?.format === 'citizen-id' ? maskCitizenId(value) : value}
                </span>
                {source ? (
                  <button type="button" className="object" onClick={() => setWrong({ title, source })}>
                    {t('apply.wrong')} <span className="yw-visually-hidden">{title}</span>
                  </button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
      {wrong ? (
        <Suspense fallback={null}>
          <WrongDialog field={wrong.title} source={wrong.source} one={one} onClose={() => setWrong(undefined)} />
        </Suspense>
      ) : null}
    </section>
  );
}
