import { useLocal, usePunctuation } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import type { WorkCase } from '../../../api/work.ts';
import { actOnCase, actOnTask } from '../../../api/work-acts.ts';
import { useKeys } from '../../../data/keys.ts';
import { workCaseQuery } from '../../../data/queries.ts';
import { usePermission, useSession } from '../../../data/session.ts';
import { useText } from '../../../texts/index.ts';
import { WORK_KEY } from '../../work/work-list.ts';
import { ActDialog } from './act-dialog.tsx';
import { offersOf, type Offer } from './act-list.ts';
import { Menu } from './menu.tsx';

/** Everything beside the next act, in a menu: who else is to act, what happens to the time, what is taken back. */
export function MoreActs({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const client = useQueryClient();
  const may = usePermission();
  const { staff } = useSession();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [offer, setOffer] = useState<Offer>();
  const [done, setDone] = useState<Offer>();
  const offers = offersOf(file, { may, organisation: staff?.organisation });
  useKeys((key) => (key === 'm' && offers.length > 0 ? () => setOpen(true) : undefined));
  // Where several tasks stand open, each act says which one it is about.
  const many = new Set(offers.flatMap(({ task }) => task?.id ?? [])).size > 1;
  const leave = () => {
    setOpen(false);
    button.current?.focus({ preventScroll: true });
  };
  return (
    <>
      {offers.length > 0 ? (
        <Button ref={button} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('acts.other')} <kbd>M</kbd>
        </Button>
      ) : null}
      <span role="status" className="act-done">
        {done ? t(`acts.done.${done.act}`) : null}
      </span>
      {open ? (
        <Menu
          label={t('acts.other')}
          items={offers.map(({ act, task }) =>
            many && task ? `${t(`acts.does.${act}`)}${mark.colon}${local(task.task)}` : t(`acts.does.${act}`),
          )}
          onChoose={(index) => {
            // Back to the button first: when the dialog closes, the focus goes to where it was.
            leave();
            setDone(undefined);
            setOffer(offers[index]);
          }}
          onLeave={leave}
          onOutside={() => setOpen(false)}
        />
      ) : null}
      {offer ? (
        <ActDialog
          file={file}
          offer={offer}
          send={(given) =>
            offer.task
              ? actOnTask(offer.task.id, offer.act, given)
              : actOnCase(file.id, file.revision, offer.act, given)
          }
          onClose={() => setOffer(undefined)}
          onDone={() => {
            setOffer(undefined);
            setDone(offer);
            void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </>
  );
}
