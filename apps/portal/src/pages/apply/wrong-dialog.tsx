import { formatInstant, useLocal, type FieldSource, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { guideQuery } from '../../data/queries.ts';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { Sheet } from '@yiwang/ui/components/sheet.tsx';
import { useText } from '../../texts/index.ts';

const HOTLINE = '12345';

/** How to have a prefilled value corrected: who keeps it, what to do, whom to call, what happens meanwhile. */
export function WrongDialog({
  field,
  source,
  one,
  onClose,
}: {
  field: string;
  source: FieldSource;
  one: MyCase;
  onClose: () => void;
}) {
  const t = useText();
  const local = useLocal();
  const guide = useQuery(guideQuery(one.matter));
  const office = local(source.organisationName);
  // The service's own number helps only where its office keeps the data; else the hotline passes the matter on.
  const phone = source.organisation === one.organisation && guide.data?.phone ? guide.data.phone : HOTLINE;
  return (
    <Sheet title={t('wrong.title', { field })} onClose={onClose}>
      <p>{t('wrong.lead', { office, when: formatInstant(source.at) })}</p>
      <ol>
        <li>{t('wrong.step1', { office })}</li>
        <li>{t('wrong.step2')}</li>
        <li>{t('wrong.step3')}</li>
      </ol>
      {phone === HOTLINE ? <p className="small">{t('wrong.phoneText', { field })}</p> : null}
      <p className="small">{t('wrong.kept')}</p>
      <p>
        <Link to="/my-data/ask" search={{ resource: source.resource, title: field, office, case: one.caseNo }}>
          {t('wrong.online')}
        </Link>
      </p>
      <div className="buttons">
        <button type="button" className="yw-button" data-quiet="" onClick={onClose}>
          {t('close')}
        </button>
        <a className="yw-button" href={`tel:${phone}`}>
          <Icon name="phone" size={20} /> {t('wrong.phone', { phone })}
        </a>
      </div>
    </Sheet>
  );
}
