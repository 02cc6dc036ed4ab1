import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';
import { folderBelow } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';

const text = (zh: string, en: string, hint?: { zh: string; en: string }) => ({
  'x-title': { zh, en },
  ...(hint ? { 'x-hint': hint } : {}),
});

/** Where files are, and how they are to be read. One of `dropFolderFrom` and `uploadFolder` is given. */
export const FilesSettings = Type.Object(
  {
    dropFolderFrom: Type.Optional(
      Type.String({
        pattern: '^[A-Z][A-Z0-9_]{0,62}$',
        ...text('投放目录（部署设置名）', 'Drop folder (name of a deployment setting)', {
          zh: '部署时以环境变量 YIWANG_SOURCE_<名称> 指定的目录',
          en: 'The folder given at deployment by the environment variable YIWANG_SOURCE_<NAME>',
        }),
      }),
    ),
    path: Type.Optional(Type.String({ maxLength: 500, ...text('其下的子目录', 'Path below it') })),
    uploadFolder: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
        ...text('上传目录名', 'Upload folder', {
          zh: '不用投放目录、改从工作台上传时填写：小写字母、数字和连字符',
          en: 'Instead of a drop folder, when files are uploaded on the console: small letters, digits, hyphens',
        }),
      }),
    ),
    pattern: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^/\\\\]*$',
        default: '*',
        ...text('文件名样式', 'File names', {
          zh: '* 代表任意字符，? 代表一个字符',
          en: '* stands for any characters, ? for one',
        }),
      }),
    ),
    format: Type.Optional(Type.Enum(['auto', 'csv', 'xlsx', 'jsonl'], { default: 'auto', ...text('格式', 'Format') })),
    encoding: Type.Optional(Type.Enum(['auto', 'utf-8', 'gb18030'], { default: 'auto', ...text('编码', 'Encoding') })),
    delimiter: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4,
        default: 'auto',
        pattern: '^(auto|[^"\\r\\n])$',
        ...text('分隔符', 'Delimiter', { zh: 'auto 自动识别，或一个字符', en: 'auto, or one character' }),
      }),
    ),
    sheet: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        ...text('工作表', 'Sheet', { zh: '不填取第一个', en: 'the first when empty' }),
      }),
    ),
    headingRow: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, default: 1, ...text('表头所在行', 'Row of the heading') }),
    ),
    incremental: Type.Optional(
      Type.Boolean({
        default: false,
        ...text('每个新文件只取一次', 'Take each new file once', {
          zh: '开启后可按“到达时间”增量归集，不再以最新文件为全量',
          en: 'Files are then taken one after another as they arrive, instead of the newest being the whole',
        }),
      }),
    ),
    settleSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3_600,
        default: 5,
        ...text('静置秒数', 'Seconds to settle', {
          zh: '最近改动过的文件可能还在写，静置这么久才取',
          en: 'A file touched more recently may still be written and is left alone',
        }),
      }),
    ),
  },
  { additionalProperties: false },
);
export type FilesSettings = Static<typeof FilesSettings>;

/** What a deployment lets files be read from. */
export type FilePlaces = {
  /** Values of deployment settings by name. */
  readonly deployment: Readonly<Record<string, string>>;
  /** The folder below which each connection's uploads have theirs. */
  readonly uploads: string;
};

/** @throws sources.bad-settings */
export function filesSettings(given: unknown): FilesSettings {
  if (!Value.Check(FilesSettings, given)) {
    const first = [...Value.Errors(FilesSettings, given)][0];
    const { instancePath } = (first ?? {}) as { instancePath?: string };
    throw sourceErrors.badSettings({ field: instancePath?.replace(/^\//, '') ?? '', reason: first?.message ?? '' });
  }
  if ((given.dropFolderFrom === undefined) === (given.uploadFolder === undefined))
    throw sourceErrors.badSettings({
      field: 'dropFolderFrom',
      reason: '投放目录与上传目录须填且只填一个 / give either a drop folder or an upload folder',
    });
  return given;
}

/** Where uploads of a connection with these settings are kept; undefined when it reads a drop folder. */
export function uploadFolderOf(settings: FilesSettings, places: FilePlaces): string | undefined {
  return settings.uploadFolder === undefined ? undefined : join(places.uploads, settings.uploadFolder);
}

/** The folder to read, resolved and inside what the deployment allows. @throws source-files.folder-missing, .folder-outside */
export async function folderOf(settings: FilesSettings, places: FilePlaces): Promise<string> {
  const upload = uploadFolderOf(settings, places);
  if (upload !== undefined) {
    // Before the first upload there is nothing to read, which is no fault.
    await mkdir(upload, { recursive: true, mode: 0o700 });
    return folderBelow(places.uploads, settings.uploadFolder as string, settings.uploadFolder as string);
  }
  const name = settings.dropFolderFrom as string;
  const root = Object.hasOwn(places.deployment, name) ? places.deployment[name] : undefined;
  if (!root) throw fileSourceErrors.folderMissing({ name });
  return folderBelow(root, settings.path ?? '', name);
}
