import { Type } from 'typebox';
import { feature, httpErrors, type Feature } from '@platform/http';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { matterErrors } from '../errors.ts';
import { importWorkbook } from '../excel/import.ts';
import { sendWorkbook } from '../excel/send.ts';
import { LARGEST_FILE } from '../excel/workbook.ts';
import { writeWorkbook } from '../excel/write.ts';

const LIMIT_TEXT = '10 MB';

/** The departments' way to write many matters at once: an Excel file of four sheets. */
export function importMatters(own: Own): Feature {
  return feature({
    name: 'matters.import',
    method: 'POST',
    path: '/api/matters/work/import',
    summary: {
      zh: '从 Excel 导入事项为草稿（multipart，字段 file）；不带 commit 时只试导入，逐个单元格列出错误',
      en: 'Import matters from Excel as drafts (multipart, field file); without commit a trial that lists every fault by its cell',
    },
    access: { permission: 'matters.edit' },
    query: Type.Object({ commit: Type.Optional(Type.Boolean({ default: false })) }),
    bodyLimit: LARGEST_FILE + 64 * 1024,
    rateLimit: 20,
    response: Type.Object({
      imported: Type.Boolean(),
      matters: Type.Array(
        Type.Object({
          row: Type.Integer(),
          id: Type.String(),
          title: LocalText,
          outcome: Type.Enum(['new', 'revised', 'unchanged']),
          faults: Type.Integer(),
        }),
      ),
      faults: Type.Array(
        Type.Object({
          sheet: Type.String(),
          row: Type.Integer(),
          cell: Type.String(),
          code: Type.String(),
          message: LocalText,
        }),
      ),
    }),
    async handle({ actor, trace, request }, { query }) {
      if (!request.isMultipart()) throw matterErrors.noFile({ limit: LIMIT_TEXT });
      const part = await request.file({ limits: { fileSize: LARGEST_FILE, files: 1 } });
      if (!part) throw matterErrors.noFile({ limit: LIMIT_TEXT });
      const pieces: Buffer[] = [];
      for await (const piece of part.file) pieces.push(piece as Buffer);
      if (part.file.truncated) throw httpErrors.tooLarge({ limit: LIMIT_TEXT });
      const commit = query.commit ?? false;
      const report = await importWorkbook(own, Buffer.concat(pieces), commit, { actor, trace });
      return { imported: commit, ...report };
    },
  });
}

/** The lists in use (or an organisation's part) in the same sheets, or the empty template. */
export function exportMatters(own: Own): Feature {
  return feature({
    name: 'matters.export',
    method: 'GET',
    path: '/api/matters/work/export.xlsx',
    summary: {
      zh: '导出实施清单为 Excel；template=true 时为空白模板',
      en: 'The lists as an Excel file; with template=true the empty template',
    },
    access: { permission: 'matters.read' },
    query: Type.Object({
      organisation: Type.Optional(Type.String({ maxLength: 64 })),
      level: Type.Optional(Type.String({ maxLength: 1 })),
      template: Type.Optional(Type.Boolean({ default: false })),
    }),
    rateLimit: 20,
    async handle({ actor, trace, reply }, { query }) {
      const shown = query.template
        ? []
        : own.book.all().flatMap(({ id, organisation, useLevel }) => {
            if (query.organisation && organisation !== query.organisation) return [];
            if (query.level && useLevel !== query.level) return [];
            return own.register.effective(id)?.value ?? [];
          });
      const bytes = await writeWorkbook(shown, (id) => own.organisations.find(id)?.name.zh ?? id);
      if (!query.template)
        await own.database.transaction((tx) =>
          own.audit.append(tx, {
            actor,
            action: 'matters.export',
            subject: 'matters',
            detail: { matters: shown.length, organisation: query.organisation ?? null },
            trace,
          }),
        );
      const name = query.template ? '政务服务事项模板.xlsx' : `政务服务事项清单-${shanghaiDate(own.clock.now())}.xlsx`;
      return sendWorkbook(reply, bytes, 'matters.xlsx', name);
    },
  });
}
