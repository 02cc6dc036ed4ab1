import { defineErrors } from '@platform/kernel';
import { formatFault, type PackFault } from './faults.ts';

const texts = defineErrors('packs', {
  faulty: {
    status: 500,
    zh: '业务包有 {count} 处错误，请按所列文件和行号修改后重试：\n{list}',
    en: 'The packs have {count} faults; correct the files and lines listed and try again:\n{list}',
  },
  unknownDefinition: {
    status: 404,
    zh: '在用的业务包中没有“{kind}”类定义“{id}”，请检查名称或 YIWANG_PACKS 设置',
    en: 'No pack in use defines "{id}" of kind {kind}; check the name or the setting YIWANG_PACKS',
  },
  unknownFile: {
    status: 404,
    zh: '在用的业务包中没有文件“{path}”，请检查路径',
    en: 'The packs in use hold no file "{path}"; check the path',
  },
});

export const packErrors = {
  ...texts,
  /** All faults in one error; `fields` carries them for programs. */
  faulty(faults: readonly PackFault[]) {
    return texts.faulty(
      { count: faults.length, list: faults.map((fault) => formatFault(fault)).join('\n') },
      {
        fields: faults.map((fault) => ({
          path: `${fault.file}:${fault.line}:${fault.column}`,
          code: fault.code,
          message: fault.message,
        })),
      },
    );
  },
};
