import { Sheet } from '../components/sheet.tsx';
import { useNarrow } from '../hooks/media.ts';
import { useText } from './texts/index.ts';

/** A picture or a PDF, as it was uploaded. A phone shows a PDF better in a page of its own. */
export function FilePreview({
  name,
  source,
  isPicture,
  onClose,
}: {
  name: string;
  source: string;
  isPicture: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const narrow = useNarrow();
  return (
    <Sheet title={name} onClose={onClose}>
      {isPicture ? <img className="preview" src={source} alt={name} /> : null}
      {!isPicture && !narrow ? <iframe className="preview" src={source} title={name} /> : null}
      <div className="buttons">
        <button type="button" className="yw-button" data-quiet="" onClick={onClose}>
          {t('close')}
        </button>
        {source.startsWith('blob:') ? null : (
          <a className="yw-button" href={source} target="_blank" rel="noreferrer">
            {t('upload.open')}
          </a>
        )}
      </div>
    </Sheet>
  );
}
