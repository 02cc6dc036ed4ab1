import { Input } from 'antd';
import type { Part } from './body.ts';
import { Both, NO_TEXT } from '../../../rail/both.tsx';
import { Field } from '../../../rail/field.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';

/** How an interface is called, and how often it may be. */
export function NameSection({ body, onChange, fresh }: Omit<Part, 'ground'> & { fresh: boolean }) {
  const it = useInterfaceText();
  return (
    <section className="card pad stack">
      <h2>{it('section.name')}</h2>
      <Both label={it('name')} value={body.title} onChange={(title) => onChange({ title })} required />
      <Both label={it('summary')} value={body.summary ?? NO_TEXT} onChange={(summary) => onChange({ summary })} />
      <div className="two">
        <Field label={it('id')} hint={it('idHint')} required>
          {(described) => (
            <Input
              {...described}
              value={body.id}
              maxLength={64}
              disabled={!fresh}
              onChange={(event) => onChange({ id: event.target.value })}
            />
          )}
        </Field>
        <Field label={it('perMinute')}>
          {(described) => (
            <Input
              {...described}
              type="number"
              min={1}
              value={body.limits.perMinute}
              onChange={(event) => onChange({ limits: { ...body.limits, perMinute: Number(event.target.value) } })}
            />
          )}
        </Field>
      </div>
    </section>
  );
}
