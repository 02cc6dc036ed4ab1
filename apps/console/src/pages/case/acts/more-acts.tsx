import { useLocal } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { WorkCase } from '../../../api/work.ts';
import { useKeys } from '../../../data/keys.ts';
import { workCaseQuery } from '../../../data/queries.ts';
import { usePermission, useSession } from '../../../data/session.ts';
import { useText } from '../../../texts/index.ts';
import { WORK_KEY } from '../../work/work-list.ts';
import { ActDialog } from './act-dialog.tsx';
import { offersOf, type Offer } from './act-list.ts';

/** Everything beside the next act, in a menu: who else is to act, what happens to the time, what is taken back. */
export function MoreActs({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const may = usePermission();
  const { staff } = useSession();
  const [open, setOpen] = useState(false);
  const [offer, setOffer] = useState<Offer>();
  const [done, setDone] = useState<Offer>();
  const offers = offersOf(file, { may, organisation: staff?.organisation });
  const openByKey = () => {
    setOpen(true);
    // Once the menu has its place: focused earlier, the page would run to where it was drawn first.
    setTimeout(() => document.querySelector<HTMLElement>('.more-acts [role="menuitem"]')?.focus({ preventScroll: true }), 150);
  };
  useKeys((key) => (key === 'm' && offers.length > 0 ? openByKey : undefined));
  // Where several tasks stand open, each act says which one it is about.
  const many = new Set(offers.flatMap(({ task }) => task?.id ?? [])).size > 1;
  return (
    <>
      {offers.length > 0 ? (
        <Dropdown
          trigger={['click']}
          open={open}
          onOpenChange={setOpen}
          classNames={{ root: 'more-acts' }}
          menu={{
            items: offers.map(({ act, task }, index) => ({
              key: String(index),
              label: many && task ? `${t(`acts.does.${act}`)}：${local(task.task)}` : t(`acts.does.${act}`),
            })),
            onClick: ({ key }) => {
              setOpen(false);
              setDone(undefined);
              setOffer(offers[Number(key)]);
            },
          }}
        >
          <Button aria-haspopup="menu" aria-expanded={open}>
            {t('acts.other')} <kbd>M</kbd>
          </Button>
        </Dropdown>
      ) : null}
      <span role="status" className="act-done">
        {done ? t(`acts.done.${done.act}`) : null}
      </span>
      {offer ? (
        <ActDialog
          file={file}
          offer={offer}
          onClose={() => setOffer(undefined)}
          onDone={(sent) => {
            setOffer(undefined);
            setDone(sent);
            void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </>
  );
}
