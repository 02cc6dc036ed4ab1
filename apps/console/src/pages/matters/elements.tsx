import { formatFen, useLocal, type LocalText, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Definition, MatterLimit } from '../../api/matters.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { useLimitWords } from './words.ts';

type Material = {
  id: string;
  title: LocalText;
  source: 'applicant' | 'government' | 'intermediary';
  necessity: 'required' | 'optional' | 'later';
  replacedBy?: object;
  note?: LocalText;
};
/** The elements of an implementation list, as far as they are shown; every one is what the packs' schema says. */
type Shown = {
  title: LocalText;
  summary: LocalText;
  organisation: string;
  coOrganisations?: string[];
  useLevel: '3';
  taskType: '01';
  projectType: 'instant' | 'promise';
  powerSource?: '1';
  codes: { catalogCode: string; taskCode: string; localCode?: string };
  serviceObject: 'natural-person'[];
  limits: { promise: MatterLimit; statutory: MatterLimit };
  legalBasis: { title: LocalText; article?: LocalText }[];
  conditions: LocalText[];
  materials: Material[];
  handling?: { forms: 'online'[]; depth?: 'IV'; across?: 'city' };
  windows?: { name: LocalText; address: LocalText; hours: LocalText; phone?: string }[];
  visits: { count: number; reason?: LocalText };
  fee:
    | { isFee: false }
    | {
        isFee: true;
        basis: LocalText;
        payOnline: boolean;
        items: { name: LocalText; fen: number; basis: LocalText }[];
        refund?: { basis: LocalText };
      };
  result: { kind: 'licence'; name: LocalText };
  scenarios?: { serial: string; title: LocalText }[];
  specialProcedures?: { title: LocalText; days: number; basis: LocalText }[];
  links?: { id: string; title: LocalText; organisation?: string; days?: number }[];
  phone: string;
  supervisionPhone?: string;
};

/** What an implementation list says, in the words people know. */
export function Elements({ definition }: { definition: Definition }) {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  const limit = useLimitWords();
  const matter = definition as unknown as Shown;
  const organisations = useQuery(organisationsQuery).data?.items ?? [];
  const name = (id: string): string => local(organisations.find((one) => one.id === id)?.name) || id;
  const { handling, fee } = matter;
  const lines: [string, ReactNode][] = [
    [t('el.taskCode'), <code key="code">{matter.codes.taskCode}</code>],
    [t('el.catalogCode'), <code key="code">{matter.codes.catalogCode}</code>],
    [t('list.type'), t(`types.${matter.taskType}`)],
    [t('list.level'), t(`levels.${matter.useLevel}`)],
    [t('el.organisation'), name(matter.organisation)],
    [t('el.coOrganisations'), matter.coOrganisations?.map(name).join(mark.list)],
    [t('el.powerSource'), matter.powerSource && t(`el.powers.${matter.powerSource}`)],
    [t('el.serviceObject'), matter.serviceObject.map((one) => t(`el.objects.${one}`)).join(mark.list)],
    [t('list.project'), t(`projects.${matter.projectType}`)],
    [t('el.statutory'), limit(matter.limits.statutory)],
    [t('el.promise'), limit(matter.limits.promise)],
    [t('el.handling'), handling?.forms.map((one) => t(`el.forms.${one}`)).join(mark.list)],
    [t('el.depth'), handling?.depth && t(`el.depths.${handling.depth}`)],
    [t('el.across'), handling?.across && t(`el.acrosses.${handling.across}`)],
    [
      t('el.visits'),
      [t('times', { count: matter.visits.count }), local(matter.visits.reason)].filter(Boolean).join(mark.comma),
    ],
    [
      t('el.fee'),
      fee.isFee
        ? `${fee.items.map((item) => t('el.feeItem', { name: local(item.name), yuan: formatFen(item.fen), basis: local(item.basis) })).join(mark.clause)}${mark.clause}${fee.payOnline ? t('el.payOnline') : t('el.notOnline')}${fee.refund ? `${mark.clause}${local(fee.refund.basis)}` : ''}`
        : t('el.free'),
    ],
    [t('el.result'), `${local(matter.result.name)}${mark.open}${t(`el.results.${matter.result.kind}`)}${mark.close}`],
    [t('el.phone'), matter.phone],
    [t('el.supervisionPhone'), matter.supervisionPhone],
  ];
  return (
    <div className="matter-elements">
      <section className="card pad stack">
        <p>{local(matter.summary)}</p>
        <dl className="matter-facts">
          {lines.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </section>
      <div className="stack">
        <List
          title={t('el.basis')}
          items={matter.legalBasis.map(({ title, article }) => `${local(title)} ${local(article)}`)}
        />
        <List title={t('el.conditions')} items={matter.conditions.map((one) => local(one))} />
        {matter.scenarios ? (
          <section className="card pad stack-s">
            <h2>{t('el.scenarios')}</h2>
            <ul className="change-list">
              {matter.scenarios.map(({ serial, title }) => (
                <li key={serial}>
                  {local(title)} <code>{`${matter.codes.taskCode}${serial}`}</code>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {matter.materials.length > 0 ? (
          <section className="card pad stack-s">
            <h2>{t('el.materials')}</h2>
            <SubTable heads={[t('el.material'), t('el.source'), t('el.necessity')]} scrolls={t('el.materials')}>
              {matter.materials.map((one) => (
                <tr key={one.id}>
                  <td>
                    {local(one.title)} {one.replacedBy ? <small>{t('el.replaced')}</small> : null}
                  </td>
                  <td>{t(`el.sources.${one.source}`)}</td>
                  <td>{t(`el.necessities.${one.necessity}`)}</td>
                </tr>
              ))}
            </SubTable>
          </section>
        ) : null}
        {matter.links ? (
          <section className="card pad stack-s">
            <h2>{t('el.links')}</h2>
            <SubTable heads={[t('el.links'), t('el.organisation'), { number: t('el.days') }]}>
              {matter.links.map((one) => (
                <tr key={one.id}>
                  <td>{local(one.title)}</td>
                  <td>{name(one.organisation ?? matter.organisation)}</td>
                  <td className="number">{one.days ?? ''}</td>
                </tr>
              ))}
            </SubTable>
          </section>
        ) : null}
        {matter.specialProcedures ? (
          <section className="card pad stack-s">
            <h2>{t('el.special')}</h2>
            <p className="quiet">{t('el.specialNote')}</p>
            <ul className="change-list">
              {matter.specialProcedures.map((one) => (
                <li key={one.title.en}>
                  {local(one.title)}
                  {mark.colon}
                  {t('days', { days: one.days, unit: t('units.workday') })}
                  {mark.clause}
                  {local(one.basis)}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {matter.windows && matter.windows.length > 0 ? (
          <List
            title={t('el.windows')}
            items={matter.windows.map((one) =>
              [local(one.name), local(one.address), local(one.hours), one.phone].filter(Boolean).join(mark.comma),
            )}
          />
        ) : null}
      </div>
    </div>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <section className="card pad stack-s">
      <h2>{title}</h2>
      <ul className="change-list">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}
