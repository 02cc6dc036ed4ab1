import { ApiProblem, appInUse, currentLanguage, request } from '../index.ts';
import { casePath } from './case-path.ts';

/** A file of a case as the server knows it. */
export type Attachment = {
  id: string;
  field: string;
  material: string;
  name: string;
  size: number;
  state: 'receiving' | 'stored';
  offset: number;
  mime?: string;
  scanned: boolean;
};

const filesOf = (caseId: string) => `${casePath(caseId)}/files`;
/** Where the content of a file is shown from. */
export const contentOf = (caseId: string, id: string) => `${filesOf(caseId)}/${encodeURIComponent(id)}`;

export const beginUpload = (caseId: string, file: { field: string; name: string; size: number }) =>
  request<Attachment>('POST', filesOf(caseId), { body: file });
export const listFiles = (caseId: string) => request<{ items: Attachment[] }>('GET', filesOf(caseId));
export const removeFile = (caseId: string, id: string) => request('DELETE', contentOf(caseId, id));

const PIECE = 1024 * 1024;
const MOST_WAIT_MS = 15_000;

/**
 * Sends a file in pieces from where it stands, and goes on by itself after a broken network: the server says how much has arrived.
 * Throws ApiProblem where the file is refused, AbortError where it was stopped.
 */
export async function sendPieces(
  caseId: string,
  file: File,
  from: Attachment,
  told: { progress: (offset: number) => void; waiting: (offset: number) => void; signal: AbortSignal },
): Promise<void> {
  let { offset } = from;
  let failures = 0;
  // Whole and taken only when the piece that ends it was answered: with nothing in it, when all has arrived and that answer was lost.
  for (let taken = false; !taken; ) {
    try {
      offset = await sendPiece(contentOf(caseId, from.id), file.slice(offset, offset + PIECE), offset, told.signal);
      taken = offset >= file.size;
      failures = 0;
      told.progress(offset);
    } catch (error) {
      told.signal.throwIfAborted();
      if (!mayPass(error) || (isUnscanned(error) && failures >= MOST_SCANS)) throw error;
      told.waiting(isUnscanned(error) ? file.size : offset);
      await pause(Math.min(1000 * 2 ** failures, MOST_WAIT_MS), told.signal);
      failures += 1;
      offset = (await arrived(contentOf(caseId, from.id), told.signal)) ?? offset;
    }
  }
}

async function sendPiece(path: string, piece: Blob, offset: number, signal: AbortSignal): Promise<number> {
  const response = await fetch(path, {
    method: 'PATCH',
    body: piece,
    credentials: 'same-origin',
    signal,
    headers: {
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      'tus-resumable': '1.0.0',
      'accept-language': currentLanguage() === 'en' ? 'en' : 'zh-CN',
      'x-yiwang-app': appInUse(),
    },
  });
  if (response.ok) return Number(response.headers.get('upload-offset'));
  const said = (await response.json().catch(() => ({}))) as { title?: string; code?: string; requestId?: string };
  throw new ApiProblem(said.title ?? '', {
    status: response.status,
    code: said.code ?? 'client.unknown',
    requestId: said.requestId ?? '',
  });
}

/** All has arrived, but the malware scanner does not answer: what is here can be gone on with later. */
export const isUnscanned = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code === 'files.scan-failed';
/** Tried again so often before people are told. */
const MOST_SCANS = 2;

/** How much has arrived; undefined when that cannot be asked now. */
async function arrived(path: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(path, {
      method: 'HEAD',
      credentials: 'same-origin',
      signal,
      headers: { 'x-yiwang-app': appInUse() },
    });
    return response.ok ? Number(response.headers.get('upload-offset')) : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** No answer, a server that is starting, another piece still on its way, or one that did not follow. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return true;
  return error.status >= 500 || [409, 423, 429].includes(error.status) || error.code === 'files.interrupted';
}

/** Waits, but no longer than until the device says it is connected again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
