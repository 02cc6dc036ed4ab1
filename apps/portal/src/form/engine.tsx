import './form.css';
// Not from the package's index: that also loads a test helper with a validator that compiles code.
import withTheme from '@rjsf/core/lib/withTheme.js';
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  IconButtonProps,
  ObjectFieldTemplateProps,
  UnsupportedFieldProps,
} from '@rjsf/utils';
import { useText } from '../texts/index.ts';
import { BooleanWidget, ChoiceWidget, SelectWidget, TextareaWidget, TextWidget } from './widgets.tsx';

/** Our widgets carry label, help and faults themselves; lists and groups show theirs here. */
function FieldTemplate({ hidden, children, schema, rawErrors, id }: FieldTemplateProps) {
  if (hidden) return <div hidden>{children}</div>;
  const composed = schema.type === 'array' || schema.type === 'object';
  return (
    <div className="question">
      {children}
      {composed && rawErrors && rawErrors.length > 0 ? (
        <p className="fault" id={`${id}-fault`}>
          {rawErrors.join(' ')}
        </p>
      ) : null}
    </div>
  );
}

function ObjectFieldTemplate({ title, description, properties, fieldPathId }: ObjectFieldTemplateProps) {
  const content = properties.map((property) => property.content);
  // The whole form is an object too; its heading stands on the page already.
  if (fieldPathId.path.length === 0) return <div className="questions">{content}</div>;
  return (
    <fieldset className="group" id={fieldPathId.$id} tabIndex={-1}>
      <legend>{title}</legend>
      {description ? <p className="hint">{description}</p> : null}
      {content}
    </fieldset>
  );
}

function ArrayFieldTemplate({
  title,
  items,
  canAdd,
  onAddClick,
  fieldPathId,
  schema,
  disabled,
}: ArrayFieldTemplateProps) {
  const t = useText();
  return (
    <fieldset className="group" id={fieldPathId.$id} tabIndex={-1}>
      <legend>{title}</legend>
      {schema.description ? <p className="hint">{schema.description}</p> : null}
      {items}
      {canAdd ? (
        <button type="button" className="yw-button" data-quiet="" disabled={disabled} onClick={onAddClick}>
          {t('apply.add')}
        </button>
      ) : null}
    </fieldset>
  );
}

function ArrayFieldItemTemplate({ children, buttonsProps, hasToolbar, index }: ArrayFieldItemTemplateProps) {
  const t = useText();
  return (
    <div className="item">
      {children}
      {hasToolbar && buttonsProps.hasRemove ? (
        <button
          type="button"
          className="link-button"
          disabled={buttonsProps.disabled}
          onClick={buttonsProps.onRemoveItem}
        >
          {t('apply.remove', { index: index + 1 })}
        </button>
      ) : null}
    </div>
  );
}

function UnsupportedFieldTemplate({ schema }: UnsupportedFieldProps) {
  const t = useText();
  return (
    <p className="hint">
      {schema.title} {t('apply.unsupported', { phone: '12345' })}
    </p>
  );
}

const Nothing = (_props: IconButtonProps) => null;

/** The form engine in the portal's dress: react-aria widgets, no markup of its own. */
export const EngineForm = withTheme({
  widgets: {
    TextWidget,
    EmailWidget: TextWidget,
    URLWidget: TextWidget,
    DateWidget: TextWidget,
    UpDownWidget: TextWidget,
    TextareaWidget,
    SelectWidget,
    RadioWidget: ChoiceWidget,
    CheckboxWidget: BooleanWidget,
  },
  templates: {
    FieldTemplate,
    ObjectFieldTemplate,
    ArrayFieldTemplate,
    ArrayFieldItemTemplate,
    UnsupportedFieldTemplate,
    ButtonTemplates: { SubmitButton: () => null, AddButton: Nothing, RemoveButton: Nothing },
  },
});
