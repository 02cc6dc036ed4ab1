import { useLocal, usePunctuation, type Guide } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

/** The other elements of the implementation list (实施清单), folded: codes, kind, level, ways to apply, rules of the fee. */
export function GuideElements({ guide }: { guide: Guide }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const { codes, handling, feeRules } = guide;
  const mailed = [
    ...(handling?.mail?.materials ? [t('guide.mailMaterials')] : []),
    ...(handling?.mail?.result ? [t('guide.mailResult')] : []),
  ];
  const words = (key: string, value: string | undefined): string | undefined =>
    value === undefined ? undefined : t(`guide.${key}.${value}` as 'guide.form.window');
  const lines: [string, string | undefined][] = [
    [t('guide.taskType'), words('types', guide.taskType)],
    [t('guide.catalogCode'), codes.catalogCode],
    [t('guide.taskCode'), codes.taskCode],
    [t('guide.localCode'), codes.localCode],
    [t('guide.useLevel'), words('levels', guide.useLevel)],
    [t('guide.powerSource'), words('powers', guide.powerSource)],
    [t('guide.entrusted'), guide.entrusted && local(guide.entrusted)],
    [t('guide.coOrganisations'), guide.coOrganisations.map((one) => local(one)).join(mark.list)],
    [t('guide.serviceObject'), guide.serviceObject.map((one) => words('objects', one)).join(mark.list)],
    [t('guide.forms'), handling?.forms.map((one) => words('form', one)).join(mark.list)],
    [t('guide.depth'), words('depths', handling?.depth)],
    [t('guide.across'), words('acrosses', handling?.across)],
    [t('guide.mail'), mailed.join(mark.list)],
    [t('guide.booking'), handling?.booking ? t('guide.bookingYes') : undefined],
    [t('guide.centre'), handling?.centre ? t('guide.yes') : undefined],
    [
      t('guide.feeRules'),
      feeRules &&
        [
          ...feeRules.basis.map((one) => local(one)),
          t(feeRules.payOnline ? 'guide.payOnline' : 'guide.payAtWindow'),
        ].join(mark.clause),
    ],
    [
      t('guide.intermediaries'),
      guide.intermediaries
        .map(({ title, basis }) => `${local(title)}${mark.open}${local(basis)}${mark.close}`)
        .join(mark.list),
    ],
  ];
  return (
    <section>
      <details className="fold">
        <summary>{t('guide.elements')}</summary>
        <dl className="elements">
          {lines.map(([name, value]) =>
            value ? (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </details>
    </section>
  );
}
