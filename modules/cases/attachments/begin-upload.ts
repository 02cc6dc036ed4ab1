import { Type } from 'typebox';
import { UPLOAD_KINDS, uploadPlaces, type FormSchema, type Upload } from '@platform/forms';
import { feature, type Feature } from '@platform/http';
import { notNow } from '../domain/case.ts';
import { ownCase } from '../features/own-case.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { CaseTools } from '../module.ts';
import type { Door } from '../window/doors.ts';
import { attachmentErrors } from './errors.ts';
import { attachmentsOf, insertAttachment, type AttachmentRecord } from '../store/attachments.ts';
import { Attachment, attachmentView, sealName } from './attachment-view.ts';

/** A case may hold this many files and bytes in all, whatever its form asks for. */
const MOST_FILES = 100;
const MOST_BYTES = 300 * 1024 * 1024;

/** Announces a file of a draft: everything that can be refused by its name and size is, before a byte travels. */
export function beginUpload(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('begin-upload'),
    method: 'POST',
    path: `${door.path}/:id/files`,
    summary: door.summary({
      zh: '开始上传一个文件，之后分块续传（PATCH，tus 1.0 核心协议）',
      en: 'Begin uploading a file, sent in pieces afterwards (PATCH, core protocol of tus 1.0)',
    }),
    access: door.access,
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({
      field: Type.String({ maxLength: 200 }),
      name: Type.String({ minLength: 1, maxLength: 255 }),
      size: Type.Integer({ minimum: 0 }),
    }),
    response: Attachment,
    status: 201,
    rateLimit: 120,
    async handle(context, { params, body }) {
      const keeper = door.keeper(context.actor);
      const begun = await tools.db.transaction(async (tx) => {
        const record = await ownCase(tx, params.id, keeper, 'lock');
        if (record.state !== 'draft' && record.state !== 'correction') throw notNow(record.state, 'submit');
        const { upload, isRepeated } = demandPlace(tools, record, body.field);
        demandFits(upload, body);
        const there = await attachmentsOf(tx, record.id);
        const inField = there.filter(({ place }) => place === body.field).length;
        // How many an entry of a group has, only the form knows: it is checked when it is handed in.
        if (!isRepeated && inField >= upload.maxFiles) throw attachmentErrors.tooManyFiles({ count: upload.maxFiles });
        if (there.length >= MOST_FILES) throw attachmentErrors.tooManyFiles({ count: MOST_FILES });
        if (there.reduce((sum, { size }) => sum + size, body.size) > MOST_BYTES)
          throw attachmentErrors.tooMuchInAll({ limit: sizeInWords(MOST_BYTES) });
        const id = tools.ids.next();
        const one: AttachmentRecord = {
          id,
          caseId: record.id,
          place: body.field,
          material: upload.material,
          state: 'receiving',
          size: body.size,
          sealedName: sealName(tools, id, body.name),
          file: null,
          mime: null,
          scannedBy: null,
          scanResult: null,
          createdAt: tools.clock.now(),
          handedInAt: null,
        };
        await insertAttachment(tx, one);
        return one;
      });
      await tools.files.uploads.begin(begun.id, begun.size);
      return attachmentView(tools, begun);
    },
  });
}

/** What the form of a case asks for at a field. @throws cases.no-such-file-field */
export function demandPlace(
  tools: CaseTools,
  record: Pick<CaseRecord, 'matter' | 'matterVersion'>,
  field: string,
): { upload: Upload; isRepeated: boolean } {
  const schema = tools.matters.get(record.matter, record.matterVersion).formSchema as FormSchema;
  const place = uploadPlaces(schema).find(({ path }) => path === field);
  if (!place) throw attachmentErrors.noSuchFileField();
  return { upload: place.upload, isRepeated: field.includes('[]') };
}

function demandFits(upload: Upload, { name, size }: { name: string; size: number }): void {
  const endings = upload.accept.flatMap((type) => UPLOAD_KINDS[type] ?? []);
  const ending = /\.([\p{L}\p{N}]{1,12})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!endings.includes(ending))
    throw attachmentErrors.fileKind({ accepted: endings.map((one) => `.${one}`).join(' ') });
  if (size === 0) throw attachmentErrors.fileEmpty();
  if (size > upload.maxBytes) throw attachmentErrors.fileTooLarge({ limit: sizeInWords(upload.maxBytes) });
}

const sizeInWords = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor((bytes * 10) / 1024 / 1024) / 10} MB` : `${Math.floor(bytes / 1024)} KB`;
