import { Type } from 'typebox';
import { feature, httpErrors, type Feature } from '@platform/http';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { importWorkbook } from '../excel/import.ts';
import { LARGEST_FILE } from '../excel/workbook.ts';
import { writeWorkbook } from '../excel/write.ts';

const LIMIT_TEXT = '10 MB';

/** The departments' way to compile many entries at once: an Excel file of two sheets. */
export function importEntries(deps: Own): Feature {
  return feature({
    name: 'catalogue.import-entries',
    method: 'POST',
    path: '/api/catalogue/import',
    summary: {
      zh: '从 Excel 导入目录为草稿（multipart，字段 file）；不带 commit 时只试导入，逐个单元格列出错误',
      en: 'Import entries from Excel as drafts (multipart, field file); without commit a trial that lists every fault by its cell',
    },
    access: { permission: 'catalogue.compile' },
    query: Type.Object({ commit: Type.Optional(Type.Boolean({ default: false })) }),
    bodyLimit: LARGEST_FILE + 64 * 1024,
    rateLimit: 20,
    response: Type.Object({
      imported: Type.Boolean(),
      entries: Type.Array(
        Type.Object({
          row: Type.Integer(),
          id: Type.String(),
          title: LocalText,
          items: Type.Integer(),
          outcome: Type.Enum(['new', 'revised', 'unchanged']),
        }),
      ),
      faults: Type.Array(
        Type.Object({ sheet: Type.String(), cell: Type.String(), code: Type.String(), message: LocalText }),
      ),
    }),
    async handle({ actor, trace, request }, { query }) {
      if (!request.isMultipart()) throw catalogueErrors.noFile({ limit: LIMIT_TEXT });
      const part = await request.file({ limits: { fileSize: LARGEST_FILE, files: 1 } });
      if (!part) throw catalogueErrors.noFile({ limit: LIMIT_TEXT });
      const pieces: Buffer[] = [];
      for await (const piece of part.file) pieces.push(piece as Buffer);
      if (part.file.truncated) throw httpErrors.tooLarge({ limit: LIMIT_TEXT });
      const commit = query.commit ?? false;
      const report = await importWorkbook(deps, Buffer.concat(pieces), commit, { actor, trace });
      return { imported: commit, ...report };
    },
  });
}

/** The catalogue (or a department's part of it) in the same two sheets, or the empty template. */
export function exportEntries(deps: Own): Feature {
  return feature({
    name: 'catalogue.export-entries',
    method: 'GET',
    path: '/api/catalogue/export.xlsx',
    summary: {
      zh: '导出目录为 Excel；template=true 时为空白模板',
      en: 'The catalogue as an Excel file; with template=true the empty template',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      provider: Type.Optional(Type.String({ maxLength: 64 })),
      template: Type.Optional(Type.Boolean({ default: false })),
    }),
    rateLimit: 20,
    async handle({ actor, trace, reply }, { query }) {
      const shown = query.template
        ? []
        : deps.search.find(query.q).filter((one) => !query.provider || one.provider === query.provider);
      const bytes = await writeWorkbook(shown, {
        organisation: (id) => deps.organisations.find(id)?.name.zh ?? id,
        codeTable: (id) => deps.packs.find('standards', id)?.value.title.zh ?? id,
      });
      if (!query.template)
        await deps.database.transaction((tx) =>
          deps.audit.append(tx, {
            actor,
            action: 'catalogue.export-entries',
            subject: 'catalogue',
            detail: { entries: shown.length, provider: query.provider ?? null },
            trace,
          }),
        );
      const name = query.template ? '政务数据目录模板.xlsx' : `政务数据目录-${shanghaiDate(deps.clock.now())}.xlsx`;
      await reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header(
          'content-disposition',
          `attachment; filename="catalogue.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`,
        )
        .send(bytes);
      return reply;
    },
  });
}
