import { Select } from 'antd';
import type { Described } from './field.tsx';

type Option = { value: string; label: string };
type Props = Partial<Described> & {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  width?: number | string;
  /** Typing narrows the list. */
  search?: boolean;
};

/** A choice of one, with its name for those who do not see it. */
export function SelectBox({ label, value, options, onChange, width = 160, search = false, ...rest }: Props) {
  return (
    <Select
      {...rest}
      aria-label={label}
      style={{ width }}
      value={value}
      onChange={onChange}
      options={[...options]}
      {...(search ? { showSearch: { optionFilterProp: 'label' } } : {})}
      popupMatchSelectWidth={false}
    />
  );
}
