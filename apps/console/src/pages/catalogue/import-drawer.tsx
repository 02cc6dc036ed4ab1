import { EXPORT, importEntries } from '../../api/entries.ts';
import { WorkbookDrawer } from '../../table/workbook-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { CATALOGUE } from './queries.ts';

/** Entries from the departments' workbook. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <WorkbookDrawer
      title={t('entries.importTitle')}
      lead={t('entries.importLead')}
      subject={t('entries.entry')}
      items={t('catalogue.items')}
      template={`${EXPORT}?template=true`}
      send={async (file, commit) => {
        const { entries, ...report } = await importEntries(file, commit);
        return { ...report, rows: entries };
      }}
      changes={CATALOGUE}
      onClose={onClose}
    />
  );
}
