import { Button } from 'antd';
import type { Paged } from '../data/paged.ts';
import { useText } from '../texts/index.ts';

/** To the page before and after of a list on the server. */
export function PageButtons({ paged, size = 'middle' }: { paged: Paged<unknown>; size?: 'small' | 'middle' }) {
  const t = useText();
  return (
    <>
      <Button size={size} disabled={!paged.previous} onClick={paged.previous}>
        {t('table.previous')}
      </Button>
      <Button size={size} disabled={!paged.next} onClick={paged.next}>
        {t('table.next')}
      </Button>
    </>
  );
}
