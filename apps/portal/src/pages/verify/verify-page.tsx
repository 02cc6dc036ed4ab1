import './verify.css';
import { ErrorNotice, verifyFile, verifyToken, type Verdict } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from 'react';
import { Icon } from '../../shell/icons.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { tokenIn } from './token.ts';
import { VerdictShown } from './verdict-shown.tsx';

const Camera = lazy(() => import('./camera.tsx').then((module) => ({ default: module.Camera })));
const LARGEST = 5 * 1024 * 1024;

type Input = { token: string } | { file: File };
type Refused = 'noQr' | 'tooLarge' | 'wrongKind' | 'pasteMissing';

/** Public: is this licence genuine, and does it hold today? By scanned code, photo, file or pasted text. */
export function VerifyPage() {
  const t = useText();
  const { t: given } = useSearch({ strict: false }) as { t?: string };
  const [refused, setRefused] = useState<Refused>();
  const [scanning, setScanning] = useState(false);
  const answer = useRef<HTMLDivElement>(null);
  const check = useMutation<Verdict, unknown, Input>({
    mutationFn: async (input) => {
      if ('token' in input) return verifyToken(input.token);
      if (isPdf(input.file)) return verifyFile(input.file);
      const { readQrFromPhoto } = await import('./read-qr.ts');
      const text = await readQrFromPhoto(input.file);
      if (text === undefined) throw new NoQrError();
      return verifyToken(tokenIn(text));
    },
    onError: (error) => {
      if (error instanceof NoQrError) setRefused('noQr');
    },
    onSettled: () => answer.current?.focus(),
  });
  const { mutate } = check;
  const run = (input: Input) => {
    setRefused(undefined);
    setScanning(false);
    mutate(input);
  };
  useEffect(() => {
    if (given) mutate({ token: given });
  }, [given, mutate]);

  const onFile = (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) setRefused('tooLarge');
    else if (!isPdf(file) && !file.type.startsWith('image/')) setRefused('wrongKind');
    else run({ file });
  };
  const again = () => {
    check.reset();
    setRefused(undefined);
  };
  const failed = check.isError && !(check.error instanceof NoQrError);
  return (
    <Page title={t('verify.title')}>
      <p className="lead">{t('verify.lead')}</p>
      <div ref={answer} tabIndex={-1} className="verify-answer" aria-live="polite">
        {check.isPending ? (
          <>
            <p>{t('verify.checking')}</p>
            <Loading />
          </>
        ) : null}
        {check.data ? <VerdictShown verdict={check.data} /> : null}
        {failed ? <ErrorNotice error={check.error} onRetry={() => check.variables && run(check.variables)} /> : null}
        {refused ? (
          <p className="yw-error" role="alert">
            {t(`verify.${refused}`)}
          </p>
        ) : null}
      </div>
      {check.data ? (
        <button type="button" className="yw-button" data-quiet="" onClick={again}>
          {t('verify.again')}
        </button>
      ) : (
        <div className="card verify-ways">
          {scanning ? (
            <Suspense fallback={<Loading />}>
              <Camera onFound={(text) => run({ token: tokenIn(text) })} onStop={() => setScanning(false)} />
            </Suspense>
          ) : (
            <>
              {canScan() ? (
                <button type="button" className="yw-button" onClick={() => setScanning(true)}>
                  <Icon name="camera" size={20} /> {t('verify.camera')}
                </button>
              ) : null}
              <Upload onFile={onFile} />
            </>
          )}
          <Paste onText={(text) => run({ token: tokenIn(text) })} onMissing={() => setRefused('pasteMissing')} />
        </div>
      )}
    </Page>
  );
}

class NoQrError extends Error {}

const isPdf = (file: File): boolean => file.type === 'application/pdf' || file.name.toLowerCase().endsWith('.pdf');
const canScan = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function';

function Upload({ onFile }: { onFile: (file: File | undefined) => void }) {
  const t = useText();
  return (
    <div className="upload">
      <label className="yw-button" data-quiet="">
        <Icon name="upload" size={20} /> {t('verify.upload')}
        <input
          type="file"
          className="yw-visually-hidden"
          accept="application/pdf,image/*"
          aria-describedby="upload-hint"
          onChange={(event) => {
            onFile(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </label>
      <p className="small" id="upload-hint">
        {t('verify.uploadHint')}
      </p>
    </div>
  );
}

function Paste({ onText, onMissing }: { onText: (text: string) => void; onMissing: () => void }) {
  const t = useText();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') onMissing();
    else onText(text);
  };
  return (
    <form className="paste" onSubmit={submit}>
      <label htmlFor="paste">{t('verify.paste')}</label>
      <textarea id="paste" className="input" rows={2} value={text} onChange={(event) => setText(event.target.value)} />
      <button type="submit" className="yw-button" data-quiet="">
        {t('verify.pasteDo')}
      </button>
    </form>
  );
}
