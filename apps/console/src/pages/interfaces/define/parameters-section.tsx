import { useLocal } from '@yiwang/ui';
import { Button, Checkbox, Input } from 'antd';
import type { InterfaceBody, Match } from '../../../api/interfaces.ts';
import { Field } from '../../../rail/field.tsx';
import { SelectBox } from '../../../rail/select-box.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import { groupable, parameterName, RANGED, type Part } from './body.ts';

type Parameter = InterfaceBody['parameters'][number];

/** By what an interface is asked: values that must be equal, and ranges of dates and numbers. */
export function ParametersSection({ body, ground, onChange }: Part) {
  const it = useInterfaceText();
  const local = useLocal();
  const aggregate = body.mode === 'aggregate';
  const offered = aggregate ? groupable(ground) : ground.fields;
  const ranged = offered.filter(({ type }) => RANGED.includes(type));
  const set = (parameters: Parameter[]) => onChange({ parameters });
  const change = (index: number, part: Partial<Parameter>) =>
    set(body.parameters.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const nameFor = (field: string, ending = ''): string => {
    const name = `${parameterName(field)}${ending}`;
    return body.parameters.some((one) => one.name === name) ? `${name}${body.parameters.length + 1}` : name;
  };
  const free = offered.find(({ name }) => !body.parameters.some(({ field }) => field === name)) ?? offered[0];
  return (
    <section className="card pad stack">
      <h2>{it('section.parameters')}</h2>
      <small>{aggregate ? it('parametersAggregate') : it('parametersText')}</small>
      {body.parameters.map((parameter, index) => (
        // Names change while they are typed; places do not.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="define-line">
          <Field label={it('parameterField')}>
            {(described) => (
              <SelectBox
                {...described}
                label={it('parameterField')}
                width="100%"
                search
                value={parameter.field}
                onChange={(field) => change(index, { field, name: nameFor(field), match: 'equal' })}
                options={offered.map(({ name, title }) => ({ value: name, label: `${local(title)} ${name}` }))}
              />
            )}
          </Field>
          <Field label={it('parameterName')}>
            {(described) => (
              <Input
                {...described}
                value={parameter.name}
                maxLength={48}
                onChange={(event) => change(index, { name: event.target.value })}
              />
            )}
          </Field>
          <Field label={it('matchTitle')}>
            {(described) => (
              <SelectBox
                {...described}
                label={it('matchTitle')}
                width="100%"
                value={parameter.match ?? 'equal'}
                onChange={(match) => change(index, { match: match as Match })}
                options={(ranged.some(({ name }) => name === parameter.field)
                  ? (['equal', 'from', 'to'] as const)
                  : (['equal'] as const)
                ).map((match) => ({ value: match, label: it(`match.${match}`) }))}
              />
            )}
          </Field>
          <div className="row">
            <Checkbox
              checked={parameter.required}
              onChange={(event) => change(index, { required: event.target.checked })}
            >
              {it('required')}
            </Checkbox>
            <Button
              size="small"
              aria-label={it('removeParameter', { name: parameter.name })}
              onClick={() => set(body.parameters.filter((_, at) => at !== index))}
            >
              ×
            </Button>
          </div>
        </div>
      ))}
      <div className="row">
        {free ? (
          <Button
            onClick={() =>
              set([...body.parameters, { name: nameFor(free.name), field: free.name, required: false, match: 'equal' }])
            }
          >
            {it('addParameter')}
          </Button>
        ) : null}
        {ranged[0] && ground.kind !== 'upstream' ? (
          <Button
            onClick={() => {
              const field = ranged[0]?.name ?? '';
              set([
                ...body.parameters,
                { name: nameFor(field, 'From'), field, required: false, match: 'from' },
                { name: nameFor(field, 'To'), field, required: false, match: 'to' },
              ]);
            }}
          >
            {it('addRange')}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
