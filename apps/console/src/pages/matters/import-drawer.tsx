import { importMatters, MATTERS_EXPORT } from '../../api/matters.ts';
import { WorkbookDrawer } from '../../table/workbook-drawer.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { MATTERS } from './queries.ts';

/** Matters from the departments' workbook. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const t = useMattersText();
  return (
    <WorkbookDrawer
      title={t('imp.title')}
      lead={t('imp.lead')}
      subject={t('list.matter')}
      template={`${MATTERS_EXPORT}?template=true`}
      send={async (file, commit) => {
        const { matters, ...report } = await importMatters(file, commit);
        return { ...report, rows: matters };
      }}
      changes={MATTERS}
      onClose={onClose}
    />
  );
}
