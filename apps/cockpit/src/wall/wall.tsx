import { EmptyState, ErrorNotice, useLocal, type Figure, type LocalText, type Session } from '@yiwang/ui';
import { useEffect, useState } from 'react';
import { useLiveBoard } from '../data/live-board.ts';
import { placesOf } from '../domain/places.ts';
import { RecordsDrawer } from '../records/records-drawer.tsx';
import { useText } from '../texts/index.ts';
import { CityMap } from './city-map.tsx';
import { Header } from './header.tsx';
import { Panel } from './panel.tsx';
import { StatusLine } from './status-line.tsx';

/** The board chosen stands in the address, so that a wall comes back to its own after a restart. */
function useChosenBoard(boards: readonly { id: string }[]): [string, (id: string) => void] {
  const [asked, setAsked] = useState(() => new URLSearchParams(window.location.search).get('board'));
  const chosen = boards.find(({ id }) => id === asked)?.id ?? boards[0]?.id ?? '';
  return [
    chosen,
    (id) => {
      window.history.replaceState(null, '', `?board=${encodeURIComponent(id)}`);
      setAsked(id);
    },
  ];
}

export function Wall({ session, boards }: { session: Session; boards: readonly { id: string; title: LocalText }[] }) {
  const t = useText();
  const local = useLocal();
  const [chosen, choose] = useChosenBoard(boards);
  const { board, error, again } = useLiveBoard(chosen);
  const [opened, setOpened] = useState<string>();
  const title = local(boards.find(({ id }) => id === chosen)?.title);
  useEffect(() => {
    document.title = t('head.document', { board: title });
  }, [t, title]);
  const { left, right, below } = placesOf(board?.panels ?? []);
  const open = (figure: Figure) => setOpened(figure.indicator);
  const figure = board?.panels.flatMap(({ figures }) => figures).find(({ indicator }) => indicator === opened);
  const at = board?.at ?? '';
  return (
    <div className="wall">
      <Header session={session} boards={boards} chosen={chosen} onChoose={choose} />
      <main className="wall-main" data-right={right.length > 0 ? '' : undefined} aria-busy={board === undefined}>
        {board ? (
          <>
            <div className="column" data-place="left">
              {left.map((panel) => (
                <Panel key={panel.title.zh} panel={panel} at={at} full={left.length === 1} onOpen={open} />
              ))}
            </div>
            {right.length > 0 ? (
              <div className="column" data-place="right">
                {right.map((panel) => (
                  <Panel key={panel.title.zh} panel={panel} at={at} full={right.length === 1} onOpen={open} />
                ))}
              </div>
            ) : null}
            {below.map((panel) => (
              <Panel key={panel.title.zh} panel={panel} at={at} strip onOpen={open} />
            ))}
            {board.panels.length === 0 ? (
              <div className="panel wall-alone">
                <EmptyState title={t('gate.noPanels')} text={t('gate.noPanelsText')} />
              </div>
            ) : null}
          </>
        ) : (
          <div className="panel wall-alone">
            {error === undefined ? (
              <p role="status" className="quiet">
                {t('status.loading')}
              </p>
            ) : (
              <ErrorNotice error={error} onRetry={again} />
            )}
          </div>
        )}
        <CityMap title={title} session={session} />
      </main>
      <StatusLine at={board?.at} error={board ? error : undefined} again={again} />
      {figure ? <RecordsDrawer figure={figure} at={at} onClose={() => setOpened(undefined)} /> : null}
    </div>
  );
}
