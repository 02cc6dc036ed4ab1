import '@yiwang/ui/form/form.css';
import { ErrorNotice, newIdempotencyKey, shanghaiDay } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Checkbox, CheckboxGroup, FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { nameAgent, type Scope } from './api.ts';
import { useActingText } from './texts/index.ts';

const YEAR = 365;
const SCOPES: readonly Scope[] = ['services', 'my-data', 'questions'];
const empty = () => ({ name: '', citizenId: '', scope: ['services'] as Scope[], until: shanghaiDay(YEAR) });

/** Names an agent: who, what they may do, until when. */
export function NameAgent({ firm }: { firm: string }) {
  const t = useActingText();
  const client = useQueryClient();
  const [key, renew] = useState(newIdempotencyKey);
  const [wish, write] = useState(empty);
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: () => nameAgent(firm, { ...wish, name: wish.name.trim(), citizenId: wish.citizenId.trim() }, key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['agents', firm] });
      write(empty());
      check(false);
    },
    // Each try is one of its own: a refused one is mended and sent again.
    onSettled: () => renew(newIdempotencyKey()),
  });
  const missing = (field: 'name' | 'citizenId' | 'until') => checked && wish[field].trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check(true);
    const filled = [wish.name, wish.citizenId, wish.until].every((value) => value.trim() !== '');
    if (filled && wish.scope.length > 0) send.mutate();
  };
  const field = (name: 'name' | 'citizenId' | 'until', label: string, more: object = {}, hint?: string) => (
    <TextField
      className="field"
      value={wish[name]}
      onChange={(value) => write({ ...wish, [name]: value })}
      isRequired
      isInvalid={missing(name)}
      validationBehavior="aria"
      autoComplete="off"
      {...more}
    >
      <Label>{label}</Label>
      <Input className="input" />
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      {missing(name) ? <FieldError className="fault">{t('missing', { what: label })}</FieldError> : null}
    </TextField>
  );
  return (
    <section aria-labelledby="add">
      <h2 id="add">{t('add')}</h2>
      <p className="small">{t('addText')}</p>
      <form className="card stack" onSubmit={submit} noValidate>
        {field('name', t('name'), { maxLength: 60 })}
        {field('citizenId', t('citizenId'), { maxLength: 20 })}
        <CheckboxGroup
          className="field choices"
          value={wish.scope}
          onChange={(scope) => write({ ...wish, scope: scope as Scope[] })}
          isInvalid={checked && wish.scope.length === 0}
          validationBehavior="aria"
        >
          <Label>{t('scope')}</Label>
          {SCOPES.map((one) => (
            <Checkbox key={one} value={one} className="choice">
              <span className="box" aria-hidden="true" />
              {t(`scopes.${one}`)}
            </Checkbox>
          ))}
          {checked && wish.scope.length === 0 ? <FieldError className="fault">{t('missingScope')}</FieldError> : null}
        </CheckboxGroup>
        {field('until', t('last'), { type: 'date' }, t('lastHint'))}
        {send.isError ? <ErrorNotice level={3} error={send.error} kept={t('kept')} /> : null}
        {send.isSuccess ? <p role="status">{t('given', { name: send.data.name })}</p> : null}
        <div className="buttons">
          <button type="submit" className="yw-button" disabled={send.isPending}>
            {send.isPending ? t('sending') : t('send')}
          </button>
        </div>
      </form>
    </section>
  );
}
