import { Type } from 'typebox';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { DomainError, isUuid } from '@platform/kernel';
import { notNow } from '../domain/case.ts';
import { ownCase } from '../features/own-case.ts';
import type { CaseTools } from '../module.ts';
import type { Door, Keeper } from '../window/doors.ts';
import { attachmentErrors } from './errors.ts';
import { dropAttachments, findAttachment, storeAttachment, type AttachmentRecord } from '../store/attachments.ts';
import { contentContext, nameOf } from './attachment-view.ts';
import { demandPlace } from './begin-upload.ts';

const VERSION = '1.0.0';
const OfFile = Type.Object({ id: Type.String(), file: Type.String() });
/** What the file itself is to blame for; anything else may pass, and what arrived is kept. */
const REFUSED = new Set([
  'files.type-not-accepted',
  'files.not-what-its-ending-says',
  'files.malware-found',
  'files.too-large',
  'files.too-large-to-scan',
  'files.empty',
]);

/** Takes in the next piece of a file; with the last one its type is told by its content, it is scanned, and stored. */
export function continueUpload(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('continue-upload'),
    method: 'PATCH',
    path: `${door.path}/:id/files/:file`,
    summary: door.summary({
      zh: '续传文件的下一块（tus 1.0 核心协议）',
      en: 'The next piece of a file (core protocol of tus 1.0)',
    }),
    access: door.access,
    params: OfFile,
    rateLimit: 600,
    async handle(context, { params }) {
      const keeper = door.keeper(context.actor);
      const { headers, body } = context.request;
      demandVersion(context);
      const offset = Number(headers['upload-offset']);
      const isPiece = headers['content-type']?.startsWith('application/offset+octet-stream');
      if (!isPiece || headers['upload-offset'] === undefined || !Number.isSafeInteger(offset) || offset < 0)
        throw attachmentErrors.badPiece();
      const found = await tools.db.read((tx) => ownFile(tx, params, keeper));
      // A repeat of the last piece, whose answer was lost on its way.
      if (found.state === 'stored' && offset === found.size) return answer(context, found.size, found.size);
      if (found.state !== 'receiving') throw attachmentErrors.fileNotFound();
      // A crash between announcing the file and making room for it is made good here.
      if (offset === 0) await tools.files.uploads.begin(found.id, found.size);
      const arrived = await tools.files.uploads.append(found.id, offset, body as AsyncIterable<Uint8Array>);
      if (arrived === found.size) await takeIn(tools, context, found, keeper);
      return answer(context, arrived, found.size);
    },
  });
}

/** The person's own file as it is, or (HEAD) how much of it has arrived. */
export function showMyFile(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('show-my-file'),
    method: 'GET',
    path: `${door.path}/:id/files/:file`,
    summary: door.summary({
      zh: '查看自己上传的文件；HEAD 返回已收到的字节数',
      en: 'One of my files; HEAD tells how much has arrived',
    }),
    access: door.access,
    params: OfFile,
    async handle(context, { params }) {
      const found = await tools.db.read((tx) => ownFile(tx, params, door.keeper(context.actor)));
      if (context.request.method === 'HEAD') {
        demandVersion(context);
        const arrived = found.state === 'receiving' ? await tools.files.uploads.offset(found.id) : undefined;
        return answer(context, found.state === 'receiving' ? (arrived?.offset ?? 0) : found.size, found.size, 200);
      }
      return sendContent(tools, context, found);
    },
  });
}

/** Takes a file out of a draft. Doing it again changes nothing. */
export function removeFile(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('remove-file'),
    method: 'DELETE',
    path: `${door.path}/:id/files/:file`,
    summary: door.summary({ zh: '删除草稿里的文件', en: 'Remove a file from a draft' }),
    access: door.access,
    params: OfFile,
    response: Type.Object({ removed: Type.Boolean() }),
    async handle(context, { params }) {
      const keeper = door.keeper(context.actor);
      await tools.db.transaction(async (tx) => {
        const record = await ownCase(tx, params.id, keeper, 'lock');
        if (record.state !== 'draft' && record.state !== 'correction') throw notNow(record.state, 'submit');
        const found = await ownFile(tx, params, keeper);
        await dropAttachments(tx, params.id, [found.id]);
        await tools.audit.append(tx, {
          actor: keeper,
          action: 'cases.remove-file',
          subject: `case:${params.id}`,
          detail: { material: found.material },
          trace: context.trace,
        });
      });
      return { removed: true };
    },
  });
}

type Tx = Parameters<typeof ownCase>[0];

async function ownFile(tx: Tx, params: { id: string; file: string }, keeper: Keeper): Promise<AttachmentRecord> {
  const record = await ownCase(tx, params.id, keeper, 'read');
  const found = isUuid(params.file) ? await findAttachment(tx, record.id, params.file) : undefined;
  if (!found) throw attachmentErrors.fileNotFound();
  return found;
}

/** The whole has arrived: told by its content, scanned, stored sealed; refused, it is gone, and the answer says why. */
async function takeIn(
  tools: CaseTools,
  context: RequestContext,
  found: AttachmentRecord,
  keeper: Keeper,
): Promise<void> {
  const record = await tools.db.readOnce((tx) => ownCase(tx, found.caseId, keeper, 'read'));
  const { upload } = demandPlace(tools, record, found.place);
  const { uploads } = tools.files;
  const audit = (action: string, code?: string) => ({
    actor: keeper,
    action,
    subject: `case:${found.caseId}`,
    detail: { material: found.material, ...(code ? { code } : {}) },
    trace: context.trace,
  });
  try {
    const stored = await tools.files.put(uploads.content(found.id), {
      name: nameOf(tools, found),
      context: contentContext(found.caseId, found.id),
      maxBytes: upload.maxBytes,
      acceptTypes: upload.accept,
    });
    const isKept = await tools.db.transaction(async (tx) => {
      const { id: file, mime, scan } = stored;
      const at = tools.clock.now();
      const kept = { file, mime, scannedBy: scan.by, scanResult: scan.result, at };
      if (!(await storeAttachment(tx, found.id, kept))) return false;
      await tools.audit.append(tx, audit('cases.attach-file'));
      return true;
    });
    // Taken out meanwhile: no record would lead to it any more.
    if (!isKept) await tools.files.remove(stored.id);
  } catch (error) {
    if (!(error instanceof DomainError) || !REFUSED.has(error.code)) throw error;
    await tools.db.transaction(async (tx) => {
      await dropAttachments(tx, found.caseId, [found.id]);
      await tools.audit.append(tx, audit('cases.refuse-file', error.code));
    });
    await uploads.remove(found.id);
    throw error;
  }
  await uploads.remove(found.id);
}

/** Sends the content so that a page of ours may show it and nothing in it can act. */
export async function sendContent(
  tools: CaseTools,
  context: RequestContext,
  found: AttachmentRecord,
): Promise<unknown> {
  if (found.state === 'receiving') throw attachmentErrors.notWhole();
  const stream =
    found.file === null ? undefined : await tools.files.getStream(found.file, contentContext(found.caseId, found.id));
  if (!stream || found.mime === null) throw attachmentErrors.fileNotFound();
  const isShown = found.mime.startsWith('image/') || found.mime === 'application/pdf';
  const name = encodeURIComponent(nameOf(tools, found)).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return (
    context.reply
      .type(found.mime)
      .header('content-disposition', `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
      .header('content-length', String(found.size))
      .header('cache-control', 'private, no-store')
      // A PDF is shown in a frame of our own pages; a policy with more in it would stop the browser's own viewer.
      .header('x-frame-options', 'SAMEORIGIN')
      .header(
        'content-security-policy',
        `${found.mime === 'application/pdf' ? '' : "default-src 'none'; "}frame-ancestors 'self'`,
      )
      .send(stream)
  );
}

function demandVersion(context: RequestContext): void {
  const said = context.request.headers['tus-resumable'];
  if (said !== undefined && said !== VERSION) {
    context.reply.header('tus-version', VERSION);
    throw attachmentErrors.otherTus();
  }
}

function answer(context: RequestContext, offset: number, length: number, status = 204): unknown {
  return context.reply
    .code(status)
    .headers({ 'tus-resumable': VERSION, 'upload-offset': String(offset), 'upload-length': String(length) })
    .header('cache-control', 'no-store')
    .send();
}
