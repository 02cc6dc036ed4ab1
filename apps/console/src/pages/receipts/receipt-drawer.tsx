import { formatInstant, useLocal } from '@yiwang/ui';
import { Button } from 'antd';
import { receiptFileUrl, type OpenedReceipt } from '../../api/receipts.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useReceiptText } from '../../texts/receipts.ts';

const TONES: Record<OpenedReceipt['verdict'], Tone> = { genuine: 'green', forged: 'red', waiting: 'amber' };
const NAMES = [
  'at',
  'kind',
  'interface',
  'version',
  'mode',
  'provider',
  'organisation',
  'consumer',
  'purpose',
  'caseNo',
  'grant',
  'fields',
  'outcome',
  'rows',
  'bytes',
  'request',
  'answer',
  'sm3',
  'id',
] as const;

/** One receipt: whether it is genuine, who signed, and what it proves. */
export function ReceiptDrawer(detail: Detail<OpenedReceipt>) {
  const t = useReceiptText();
  return (
    <DetailDrawer detail={detail} title={t('title')}>
      {(shown) => (
        <div className="stack">
          <Verdict shown={shown} />
          <Facts shown={shown} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Verdict({ shown }: { shown: OpenedReceipt }) {
  const t = useReceiptText();
  const local = useLocal();
  return (
    <section className="stack-s" aria-live="polite">
      <div className="row">
        <Tag tone={TONES[shown.verdict]}>{t(`verdicts.${shown.verdict}`)}</Tag>
        <span className="grow">{shown.fault ? local(shown.fault) : t(`verdictTexts.${shown.verdict}`)}</span>
        {shown.verdict === 'waiting' ? null : (
          <Button href={receiptFileUrl(shown.id)} download>
            {t('file')}
          </Button>
        )}
      </div>
      {shown.verdict === 'waiting' ? null : (
        <dl className="facts">
          <dt>{t('signatures')}</dt>
          <dd className="row">
            <Tag tone="green">{t('platformSigned')}</Tag>
            <Tag tone={shown.consumerSigned ? 'green' : 'grey'}>
              {shown.consumerSigned ? t('consumerSigned') : t('consumerUnsigned')}
            </Tag>
          </dd>
          <dt>{t('batch')}</dt>
          <dd>{shown.batch}</dd>
          {shown.sealedAt ? (
            <>
              <dt>{t('sealedAt')}</dt>
              <dd>{formatInstant(shown.sealedAt, { seconds: true })}</dd>
            </>
          ) : null}
          <dt>{t('path')}</dt>
          <dd>{t('steps', { count: shown.path })}</dd>
          <dt>{t('root')}</dt>
          <dd>
            <code className="break">{shown.root}</code>
          </dd>
        </dl>
      )}
    </section>
  );
}

function Facts({ shown }: { shown: OpenedReceipt }) {
  const t = useReceiptText();
  const known = new Map(shown.facts.map(({ name, value }) => [name, value]));
  const others = shown.facts.filter(({ name }) => !(NAMES as readonly string[]).includes(name));
  return (
    <section className="stack-s">
      <h3>{t('facts')}</h3>
      <dl className="facts">
        {NAMES.map((name) =>
          known.has(name) ? (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{t(`factNames.${name}`)}</dt>
              <dd>
                <code className="break">{valueOf(name, known.get(name) ?? '')}</code>
              </dd>
            </div>
          ) : null,
        )}
        {others.map(({ name, value }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              <code className="break">{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Lists as people write them, instants as they read them; all else as it is proved. */
function valueOf(name: string, value: string): string {
  if (name === 'at') return formatInstant(value, { seconds: true });
  if (name !== 'fields') return value === 'null' ? '–' : value;
  const names = JSON.parse(value) as string[];
  return names.length === 0 ? '–' : names.join(', ');
}
