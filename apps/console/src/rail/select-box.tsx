import { Select } from 'antd';

type Option = { value: string; label: string };
type Props = {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  width?: number | string;
  /** Typing narrows the list. */
  search?: boolean;
  id?: string;
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
