import { useInterfaceText } from '../../../texts/interfaces.ts';

/** Where in the form a fault is, in words, from its JSON Pointer into the definition. */
export function useWhere(): (pointer: string) => string {
  const it = useInterfaceText();
  return (pointer) => {
    const [part = '', list = '', index] = pointer
      .replace(/^\/body(?=\/)/, '')
      .split('/')
      .slice(1);
    const at = (words: string, place: string | undefined) =>
      place === undefined || !/^\d+$/.test(place) ? words : `${words} ${Number(place) + 1}`;
    switch (part) {
      case 'parameters':
        return at(it('section.parameters'), list);
      case 'fields':
        return at(it('section.fields'), list);
      case 'score':
        return list === 'bands' ? at(it('bands'), index) : at(it('ruleTitle'), index);
      case 'aggregate':
        return list === 'dimensions' ? it('dimensions') : at(it('measureTitle'), index);
      case 'id':
        return it('id');
      case 'title':
        return it('name');
      case 'clearBasis':
        return it('clearBasis');
      case 'limits':
        return list === 'rowsMax' ? it('rowsMaxLabel') : it('perMinute');
      default:
        return it('chooseGround');
    }
  };
}
