import { pathOf, UPLOAD_KINDS, uploadOf, type FormSchema, type Upload } from '@platform/forms';
import { ApiProblem, formatSize, useLocal } from '../index.ts';
import { useId, useRef, useState, type DragEvent } from 'react';
import { useText } from './texts/index.ts';
import { FilePreview } from './file-preview.tsx';
import { Title } from './controls.tsx';
import { useFormInUse } from './form-context.ts';
import { idOf } from './pointers.ts';
import { contentOf } from './upload-client.ts';
import type { ShownFile } from './use-uploads.ts';

type Props = { part: FormSchema; at: string; fault: string | undefined; required: boolean };

const endingsOf = (upload: Upload): string[] =>
  upload.accept.flatMap((type) => (UPLOAD_KINDS[type] ?? []).map((ending) => `.${ending}`));

/** Files: what is accepted is said before one is chosen; each shows how far it is, what it looks like, and how to take it out. */
export function UploadField({ part, at, fault, required }: Props) {
  const t = useText();
  const local = useLocal();
  const { settled, disabled, uploads, change, dropFile } = useFormInUse();
  const [over, setOver] = useState(false);
  const [tooSoon, setTooSoon] = useState<string>();
  const hintId = useId();
  const upload = uploadOf(part) as Upload;
  const given = settled.valueAt(at);
  const ids = Array.isArray(given) ? given.filter((one): one is string => typeof one === 'string') : [];
  const endings = endingsOf(upload);
  const refusals = uploads.refusals.filter(({ field }) => field === at);

  const choose = (chosen: readonly File[]) => {
    uploads.forgive(at);
    setTooSoon(undefined);
    // What the server would refuse is told at once, before a byte travels.
    const fits = chosen.filter((file) => {
      const ending = `.${file.name.split('.').at(-1)?.toLowerCase() ?? ''}`;
      const why = !endings.includes(ending)
        ? t('upload.kind', { name: file.name, accepted: endings.join(' ') })
        : file.size === 0
          ? t('upload.empty', { name: file.name })
          : file.size > upload.maxBytes
            ? t('upload.large', { name: file.name, limit: formatSize(upload.maxBytes) })
            : undefined;
      if (why !== undefined) setTooSoon(why);
      return why === undefined;
    });
    // The only file there may be is replaced by choosing another.
    const replaced = upload.maxFiles === 1 && fits.length > 0 ? ids : [];
    const room = upload.maxFiles - ids.length + replaced.length;
    if (fits.length > room) setTooSoon(t('upload.many', { count: upload.maxFiles }));
    for (const one of replaced) dropFile(one);
    void Promise.all(replaced.map((one) => uploads.remove(one))).then(() => send(fits.slice(0, Math.max(room, 0))));
  };
  const send = (fits: readonly File[]) => {
    for (const file of fits) {
      uploads.send(at, pathOf(at), file, {
        taken: (id) => change(at, (before: unknown) => [...(Array.isArray(before) ? before : []), id]),
        refused: dropFile,
      });
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) choose([...event.dataTransfer.files]);
  };
  const id = idOf(at);
  return (
    <fieldset className="field upload" data-invalid={fault === undefined ? undefined : ''}>
      <legend>
        <Title part={part} required={required} />
      </legend>
      {part.description ? <p className="hint">{local(part.description)}</p> : null}
      {ids.length > 0 ? (
        <ul className="files">
          {ids.map((one) => (
            <FileRow
              key={one}
              at={at}
              id={one}
              onRemove={() => {
                void uploads.remove(one);
                dropFile(one);
              }}
            />
          ))}
        </ul>
      ) : null}
      {ids.length < upload.maxFiles || upload.maxFiles === 1 ? (
        <div
          className="drop"
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <input
            id={id}
            type="file"
            accept={[...upload.accept, ...endings].join(',')}
            multiple={upload.maxFiles > 1}
            disabled={disabled}
            aria-describedby={hintId}
            aria-invalid={fault !== undefined}
            onChange={(event) => {
              choose([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
          <label htmlFor={id} className="yw-button" data-quiet="">
            {ids.length === 0 ? t('upload.choose') : upload.maxFiles === 1 ? t('upload.replace') : t('upload.more')}
            <span className="yw-visually-hidden"> {part.title ? local(part.title) : ''}</span>
          </label>
        </div>
      ) : null}
      <p className="hint" id={hintId}>
        {t('upload.limits', { accepted: endings.join(' '), size: formatSize(upload.maxBytes), count: upload.maxFiles })}
      </p>
      <div role="alert">
        {tooSoon === undefined ? null : <p className="fault">{tooSoon}</p>}
        {refusals.map(({ name, error }) => (
          <p className="fault" key={name}>
            {t('upload.refused', { name })}{' '}
            {error instanceof ApiProblem && error.message ? error.message : t('upload.failed')}
          </p>
        ))}
      </div>
      {fault === undefined ? null : <p className="fault">{fault}</p>}
    </fieldset>
  );
}

function FileSign() {
  return (
    <svg
      width={28}
      height={28}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M7 3h7l4 4v14H7zM14 3v4h4" />
    </svg>
  );
}

function FileRow({ at, id, onRemove }: { at: string; id: string; onRemove: () => void }) {
  const t = useText();
  const { uploads, disabled, dropFile } = useFormInUse();
  const [open, setOpen] = useState(false);
  const [other, setOther] = useState(false);
  const again = useRef<HTMLInputElement>(null);
  const file = uploads.files.get(id);
  if (!file)
    return (
      <li className="file">
        <span className="file-name">{t('upload.gone')}</span>
        <button type="button" className="link-button" onClick={onRemove}>
          {t('upload.remove')}
        </button>
      </li>
    );
  const isPicture = file.mime?.startsWith('image/') ?? false;
  const source = file.local ?? (file.state === 'stored' ? contentOf(uploads.caseId, id) : undefined);
  const mayOpen = source !== undefined && (isPicture || (file.mime === 'application/pdf' && file.state === 'stored'));
  return (
    <li className="file" data-state={file.state}>
      <span className="file-picture">{isPicture && source ? <img src={source} alt="" /> : <FileSign />}</span>
      <span className="file-text">
        <span className="file-name">{file.name}</span>
        <Standing file={file} />
      </span>
      <span className="file-acts">
        {mayOpen ? (
          <button type="button" className="link-button" onClick={() => setOpen(true)}>
            {t('upload.look')} <span className="yw-visually-hidden">{file.name}</span>
          </button>
        ) : null}
        {file.state === 'stopped' ? (
          <>
            <input
              ref={again}
              type="file"
              className="yw-visually-hidden"
              tabIndex={-1}
              aria-hidden="true"
              onChange={(event) => {
                const [chosen] = event.target.files ?? [];
                uploads.forgive(at);
                if (chosen) setOther(!uploads.goOn(at, id, chosen, () => dropFile(id)));
                event.target.value = '';
              }}
            />
            <button
              type="button"
              className="link-button"
              onClick={() => uploads.again(at, id, () => dropFile(id)) || again.current?.click()}
            >
              {t(file.offset < file.size ? 'upload.goOn' : 'upload.tryAgain')}
            </button>
          </>
        ) : null}
        <button type="button" className="link-button" disabled={disabled} onClick={onRemove}>
          {t('upload.remove')} <span className="yw-visually-hidden">{file.name}</span>
        </button>
      </span>
      {other ? <p className="fault">{t('upload.other', { name: file.name, size: formatSize(file.size) })}</p> : null}
      {open && source ? (
        <FilePreview name={file.name} source={source} isPicture={isPicture} onClose={() => setOpen(false)} />
      ) : null}
    </li>
  );
}

function Standing({ file }: { file: ShownFile }) {
  const t = useText();
  const percent = Math.floor((file.offset / file.size) * 100);
  switch (file.state) {
    case 'stored':
      return (
        <span className="small" role="status">
          {t('upload.stored', { size: formatSize(file.size) })}
        </span>
      );
    case 'stopped':
      return (
        <span className="small warn">
          {file.offset < file.size ? t('upload.stopped', { percent }) : t('upload.unscanned')}
        </span>
      );
    default:
      return (
        <>
          <progress value={file.offset} max={file.size} aria-label={file.name} />
          <span className="small">
            {file.state === 'waiting'
              ? t(file.offset < file.size ? 'upload.waiting' : 'upload.scanning', { percent })
              : t('upload.sending', { percent, sent: formatSize(file.offset), size: formatSize(file.size) })}
          </span>
        </>
      );
  }
}
