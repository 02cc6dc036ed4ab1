/** How a value is shown to someone who may not see it whole. */
export type Mask = 'none' | 'citizen-id' | 'name' | 'phone' | 'address' | 'date' | 'all';
export const MASKS: readonly Mask[] = ['none', 'citizen-id', 'name', 'phone', 'address', 'date', 'all'];

/** `value` under `mask`; nothing that the mask hides can be read back from the answer but its length class. */
export function maskValue(value: string, mask: Mask): string {
  const characters = [...value];
  switch (mask) {
    case 'none':
      return value;
    case 'citizen-id':
      return characters.length < 9 ? '*'.repeat(characters.length) : `${value.slice(0, 4)}**********${value.slice(-4)}`;
    case 'name':
      return characters.length <= 1 ? '*' : `${characters[0]}${'*'.repeat(characters.length - 1)}`;
    case 'phone':
      return characters.length < 8 ? '*'.repeat(characters.length) : `${value.slice(0, 3)}****${value.slice(-4)}`;
    case 'address':
      return characters.length <= 6 ? '******' : `${characters.slice(0, 6).join('')}******`;
    case 'date':
      return `${value.slice(0, 4)}-**-**`;
    case 'all':
      return '******';
  }
}
