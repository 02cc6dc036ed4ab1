import { useLocal, type LocalText } from '@yiwang/ui';
import type { Change } from '../../api/entries.ts';
import { useText } from '../../texts/index.ts';

type FieldName =
  | 'title'
  | 'summary'
  | 'provider'
  | 'class'
  | 'code'
  | 'aliases'
  | 'duty'
  | 'system'
  | 'format'
  | 'shareType'
  | 'shareCondition'
  | 'shareBasis'
  | 'shareModes'
  | 'openAttribute'
  | 'openCondition'
  | 'responsibility'
  | 'updateCycle'
  | 'grade'
  | 'key'
  | 'rowRules'
  | 'type'
  | 'required'
  | 'maxLength'
  | 'min'
  | 'max'
  | 'pattern'
  | 'codeTable'
  | 'personal'
  | 'mask'
  | 'element'
  | 'dataClass';

/** What changed between two versions, a line each. `titleOf` says what an item is called. */
export function ChangeList({ changes, titleOf }: { changes: readonly Change[]; titleOf?: (item: string) => string }) {
  const t = useText();
  const say = useValueWords();
  const local = useLocal();
  const name = (item: string, title: unknown): string => (isText(title) ? local(title) : (titleOf?.(item) ?? item));
  return (
    <ul className="change-list">
      {changes.map((change) => {
        const { kind, item = '', field, before, after } = change;
        const key = `${kind} ${item} ${field ?? ''}`;
        if (kind === 'added') return <li key={key}>{t('change.added', { item: name(item, after) })}</li>;
        if (kind === 'removed') return <li key={key}>{t('change.removed', { item: name(item, before) })}</li>;
        const words = {
          field: t(`change.fields.${field as FieldName}`),
          before: say(field as FieldName, before),
          after: say(field as FieldName, after),
        };
        return (
          <li key={key}>
            {item ? t('change.ofItem', { ...words, item: name(item, undefined) }) : t('change.field', words)}
          </li>
        );
      })}
    </ul>
  );
}

const isText = (value: unknown): value is LocalText =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** A value of a definition in people's words. */
function useValueWords(): (field: FieldName, value: unknown) => string {
  const t = useText();
  const local = useLocal();
  const one = (field: FieldName, value: unknown): string => {
    if (value === undefined || value === null || value === '') return t('change.empty');
    if (isText(value)) return local(value);
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (Array.isArray(value)) return value.map((each) => one(field, each)).join(t('shell.and'));
    const text = String(value);
    switch (field) {
      case 'shareType':
        return t(`catalogue.share.${text as 'none'}`);
      case 'openAttribute':
        return t(`catalogue.open.${text as 'open'}`);
      case 'updateCycle':
        return t(`catalogue.cycle.${text as 'daily'}`);
      case 'type':
        return t(`catalogue.types.${text as 'text'}`);
      case 'mask':
        return t(`catalogue.masks.${text as 'none'}`);
      case 'dataClass':
        return t(`catalogue.classes.${text as 'other'}`);
      case 'format':
        return t(`catalogue.formats.${text as 'database'}`);
      case 'shareModes':
        return t(`catalogue.modes.${text as 'file'}`);
      case 'grade':
        return t('sources.gradeValue', { grade: text });
      case 'class': {
        const { category, theme } = value as { category: 'base' | 'theme' | 'department'; theme?: LocalText };
        const kind = t(`catalogue.category.${category}`);
        return theme ? t('catalogue.classOf', { category: kind, theme: local(theme) }) : kind;
      }
      case 'responsibility':
        return (value as { dueOn: string }).dueOn;
      case 'rowRules':
        return (value as { id: string }).id;
      default:
        return text;
    }
  };
  return one;
}
