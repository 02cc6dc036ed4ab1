import { useLocal } from '@yiwang/ui';
import '../../styles/interfaces.css';
import type { Aggregation, InterfaceDetail, ScoreRule, Scoring } from '../../api/interfaces.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';

/** What an interface takes and gives: parameters, fields with their masks, and the rules of scores and figures. */
export function ShapePanel({ shown }: { shown: InterfaceDetail }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  return (
    <div className="stack">
      {shown.parameters.length > 0 ? (
        <SubTable
          caption={t('interfaces.parameters')}
          heads={[t('interfaces.parameter'), t('interfaces.matches'), it('matchTitle'), t('interfaces.needed')]}
          scrolls={t('interfaces.parameters')}
        >
          {shown.parameters.map(({ name, field, title, match, required }) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
              </td>
              <td>
                {local(title)} <small>{field}</small>
              </td>
              <td>{it(`match.${match}`)}</td>
              <td>{required ? t('yes') : t('no')}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {shown.reserved.length > 0 ? (
        <dl className="facts">
          {shown.reserved.map((name) => (
            <div key={name} className="contents">
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{it(`reservedText.${name}`)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {shown.mode === 'rows' ? (
        <SubTable caption={t('interfaces.fields')} heads={[t('interfaces.field'), t('interfaces.mask')]}>
          {shown.fields.map(({ name, title, mask }) => (
            <tr key={name}>
              <td>
                {local(title)} <small>{name}</small>
              </td>
              <td>{mask === 'none' ? t('interfaces.unmasked') : <Tag tone="green">{t('interfaces.masked')}</Tag>}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {shown.mode === 'verify' ? <p>{it('onlyAnswer.verify')}</p> : null}
      {shown.clearBasis ? (
        <dl className="facts">
          <dt>{it('clearBasis')}</dt>
          <dd>{local(shown.clearBasis)}</dd>
        </dl>
      ) : null}
      {shown.score ? <ScoreTable scoring={shown.score} /> : null}
      {shown.aggregate ? <AggregateFacts rules={shown.aggregate} dimensions={shown.dimensions} /> : null}
    </div>
  );
}

function ScoreTable({ scoring }: { scoring: Scoring }) {
  const it = useInterfaceText();
  const local = useLocal();
  return (
    <div className="stack-s">
      <SubTable
        caption={it('scoreTab')}
        heads={[it('ruleTitle'), it('condition'), { number: it('points') }]}
        scrolls={it('scoreTab')}
      >
        {scoring.rules.map((rule) => (
          <tr key={`${rule.title.en} ${rule.field}`}>
            <td>{local(rule.title)}</td>
            <td>
              <code>{rule.field}</code> <Condition rule={rule} />
            </td>
            <td className="number">{rule.points}</td>
          </tr>
        ))}
      </SubTable>
      <dl className="facts">
        <dt>{it('base')}</dt>
        <dd>{scoring.base ?? 0}</dd>
        <dt>{it('bands')}</dt>
        <dd>
          <ul className="plain">
            {scoring.bands.map(({ id, title, from }) => (
              <li key={id}>
                {local(title)} <small>{it('bandFrom', { from })}</small>
              </li>
            ))}
          </ul>
        </dd>
        {scoring.method ? (
          <>
            <dt>{it('method')}</dt>
            <dd>{local(scoring.method)}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}

function Condition({ rule }: { rule: ScoreRule }) {
  const it = useInterfaceText();
  const any = it('anyEnd');
  if (rule.equals) return it('conditions.equals', { values: rule.equals.join(', ') });
  if (rule.matches) return it('conditions.matches', { name: rule.matches });
  if (rule.ageFrom !== undefined || rule.ageTo !== undefined)
    return it('conditions.age', { from: rule.ageFrom ?? any, to: rule.ageTo ?? any });
  return it('conditions.range', { from: rule.from ?? any, to: rule.to ?? any });
}

function AggregateFacts({ rules, dimensions }: { rules: Aggregation; dimensions: InterfaceDetail['dimensions'] }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  return (
    <div className="stack-s">
      <dl className="facts">
        <dt>{it('dimensions')}</dt>
        <dd>{dimensions.map(({ name, title }) => `${local(title)} ${name}`).join(t('shell.and')) || t('none')}</dd>
        <dt>{it('measures')}</dt>
        <dd>
          {rules.measures.map(({ title, kind }) => `${local(title)} (${it(`kinds.${kind}`)})`).join(t('shell.and'))}
        </dd>
        <dt>{it('minimumGroup')}</dt>
        <dd>{rules.minimumGroup}</dd>
        <dt>{it('filtersMax')}</dt>
        <dd>{rules.filtersMax}</dd>
        <dt>{it('queriesMax')}</dt>
        <dd>{rules.queriesMax}</dd>
        <dt>{it('periodDays')}</dt>
        <dd>{rules.periodDays}</dd>
        <dt>{it('rounding')}</dt>
        <dd>{rules.rounding ?? it('noRounding')}</dd>
      </dl>
      <small>{it('minimumGroupText')}</small>
    </div>
  );
}
