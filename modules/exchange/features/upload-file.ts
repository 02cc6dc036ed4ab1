import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { httpErrors, feature, type Feature } from '@platform/http';
import type { Files } from '@platform/files';
import { FILE_KINDS } from '@platform/files';
import { FilesSettings, filesSettings, uploadFolderOf, type FilePlaces } from '@platform/source-files';
import { Value } from 'typebox/value';
import type { Tx } from '@platform/database';
import { pushErrors } from '../domain/push-errors.ts';
import { listConnections, wakeRail } from '../store/connections.ts';
import { IdParams } from './line-schemas.ts';
import { getConnection, noteAction, type LineDeps } from './line-deps.ts';

const LARGEST = 2 * 1024 ** 3;
const LARGEST_TEXT = '2 GB';

/** Puts a file into a connection's own drop folder below the data folder, whole or not at all; a line of the connection then takes it. */
export function uploadFile(deps: LineDeps & { files: Files; places: FilePlaces }): Feature {
  return feature({
    name: 'exchange.upload-file',
    method: 'POST',
    path: '/api/exchange/connections/:id/files',
    summary: {
      zh: '上传数据文件（multipart，字段 file；CSV、XLSX、JSON Lines，不超过 2 GB）',
      en: 'Upload a file of rows (multipart, field file; CSV, XLSX, JSON Lines, up to 2 GB)',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    bodyLimit: LARGEST + 64 * 1024,
    rateLimit: 60,
    response: Type.Object({ name: Type.String(), size: Type.Integer() }),
    status: 201,
    async handle({ actor, trace, request }, { params }) {
      const folder = await deps.database.read((tx) => folderFor(deps, tx, params.id, actor));
      if (!request.isMultipart()) throw pushErrors.uploadMissing({ limit: LARGEST_TEXT });
      const part = await request.file({ limits: { fileSize: LARGEST, files: 1 } });
      if (!part) throw pushErrors.uploadMissing({ limit: LARGEST_TEXT });
      const name = uploadName(part.filename);
      // At the limit, not at the end: the part itself ends only with the last byte that someone sends, however many they are.
      const tooLarge = new Promise<never>((_, refuse) => {
        part.file.once('limit', () => refuse(httpErrors.tooLarge({ limit: LARGEST_TEXT })));
      });
      tooLarge.catch(() => undefined);
      const context = `exchange.upload:${params.id}`;
      const stored = await Promise.race([
        deps.files.put(part.file, {
          // JSON Lines have no ending of their own among the known kinds: they are text.
          name: /\.(jsonl|ndjson)$/iu.test(name) ? `${name}.txt` : name,
          context,
          maxBytes: LARGEST,
          acceptTypes: [FILE_KINDS.csv.mime, FILE_KINDS.text.mime, FILE_KINDS.xlsx.mime],
        }),
        tooLarge,
      ]);
      await place(deps.files, stored.id, context, folder, name);
      await deps.database.transaction(async (tx) => {
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'upload-file',
          connectionId: params.id,
          text: { zh: `上传了文件 ${name}`, en: `The file ${name} was uploaded` },
          detail: { file: name, size: stored.size, scan: stored.scan.result },
        });
        await wakeRail(tx);
      });
      deps.live.publish({ topic: 'exchange', data: { connectionId: params.id } });
      return { name, size: stored.size };
    },
  });
}

/** @throws exchange.not-uploaded, exchange.upload-folder-shared and what {@link getConnection} does */
async function folderFor(
  deps: { places: FilePlaces },
  tx: Tx,
  id: string,
  actor: Parameters<typeof getConnection>[2],
): Promise<string> {
  const connection = await getConnection(tx, id, actor);
  if (connection.kind !== 'files') throw pushErrors.notUploaded();
  const settings = filesSettings(connection.settings);
  const folder = uploadFolderOf(settings, deps.places);
  if (folder === undefined) throw pushErrors.notUploaded();
  // Two connections with one folder would take in each other's files.
  const others = (await listConnections(tx)).filter(
    (other) =>
      other.id !== id &&
      other.kind === 'files' &&
      Value.Check(FilesSettings, other.settings) &&
      other.settings.uploadFolder === settings.uploadFolder,
  );
  if (others.length > 0) throw pushErrors.uploadFolderShared({ folder: settings.uploadFolder });
  return folder;
}

/** The name under which an upload is kept: the one it came with, as long as it is nothing but a name. @throws exchange.upload-bad-name, .upload-wrong-kind */
function uploadName(given: string): string {
  const name = given.normalize('NFC');
  if (name.length > 120 || name.startsWith('.') || name.startsWith('~') || /[/\\:*?"<>|\p{Cc}\p{Cf}]/u.test(name))
    throw pushErrors.uploadBadName();
  const ending = /\.([\p{L}\p{N}]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!['csv', 'xlsx', 'jsonl', 'ndjson', 'txt'].includes(ending))
    throw pushErrors.uploadWrongKind({ found: `.${ending || '?'}` });
  return name;
}

/** From the store of files, where it was checked and scanned, into the folder that a line reads. It appears there whole. */
async function place(files: Files, id: string, context: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = join(folder, `.${randomUUID()}.part`);
  const content = await files.getStream(id, context);
  if (!content) throw new Error('An upload is gone from the store of files that has just taken it');
  try {
    const target = await open(partial, 'wx', 0o600);
    await pipeline(content, target.createWriteStream());
    await rename(partial, join(folder, name));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
