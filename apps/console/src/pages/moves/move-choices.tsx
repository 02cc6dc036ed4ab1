import { formatDate, useLocal } from '@yiwang/ui';
import { Select } from 'antd';
import type { MovePlace, TargetVersion } from '../../api/moves.ts';
import { Field } from '../../rail/field.tsx';
import { useMovesText } from '../../texts/moves.ts';

/** Which version to move to: any that is in force. */
export function VersionChoice({
  targets,
  value,
  disabled = false,
  onChange,
}: {
  targets: readonly TargetVersion[];
  value: string | undefined;
  disabled?: boolean;
  onChange: (version: string) => void;
}) {
  const t = useMovesText();
  return (
    <Field label={t('version')}>
      {(described) => (
        <Select
          {...described}
          disabled={disabled}
          value={value ?? null}
          onChange={(chosen: string | null) => chosen && onChange(chosen)}
          options={targets.map(({ version, since, inUse }) => ({
            value: version,
            label: t(inUse ? 'inUse' : 'versionOf', { version, since: formatDate(since) }),
          }))}
        />
      )}
    </Field>
  );
}

/** Where cases stand, and to which step of the new version each place goes. */
export function PlaceChoices({
  places,
  disabled = false,
  onMap,
}: {
  places: readonly MovePlace[];
  disabled?: boolean;
  onMap: (node: string, to: string) => void;
}) {
  const t = useMovesText();
  const local = useLocal();
  if (places.length === 0) return null;
  return (
    <section className="stack-s">
      <h3>{t('places')}</h3>
      {places.map(({ node, title, to, choices, cases }) => (
        <Field
          key={node}
          label={
            cases === undefined ? t('to', { title: local(title) }) : t('toOf', { title: local(title), count: cases })
          }
        >
          {(described) => (
            <Select
              {...described}
              disabled={disabled}
              placeholder={t('choose')}
              value={to ?? null}
              onChange={(chosen: string | null) => chosen && onMap(node, chosen)}
              options={choices.map((one) => ({ value: one.node, label: local(one.title) }))}
            />
          )}
        </Field>
      ))}
    </section>
  );
}

/** What a move changes and what it does not. */
export function MoveEffects({ notes, stays }: { notes: readonly string[]; stays: readonly string[] }) {
  const t = useMovesText();
  return (
    <>
      {notes.length > 0 ? (
        <section>
          <h3>{t('notes')}</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h3>{t('stays')}</h3>
        <ul className="quiet">
          {stays.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
