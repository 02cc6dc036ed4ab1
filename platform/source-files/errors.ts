import { defineErrors } from '@platform/kernel';

/** What can be wrong with a file that a department gives. Texts carry names of files, sheets and columns, never values of rows. */
export const fileSourceErrors = defineErrors('source-files', {
  columnTwice: {
    status: 422,
    zh: '“{source}”的表头中“{column}”出现两次，无法判断取哪一列。请改正表头后重新投放。',
    en: 'The heading of "{source}" has "{column}" twice, so it is not clear which one is meant. Correct the heading and drop the file again.',
  },
  folderMissing: {
    status: 500,
    zh: '投放目录（设置 {name}）不存在或无法读取。请建好目录并给予读取权限。',
    en: 'The drop folder (setting {name}) does not exist or cannot be read. Make it and give the right to read it.',
  },
  folderOutside: {
    status: 422,
    zh: '目录 {path} 不在设置 {name} 指定的目录之内。请填写其下的相对路径，不要使用“..”或指向外面的链接。',
    en: 'The folder {path} is not inside the one that the setting {name} names. Give a relative path below it, without ".." or links that lead out.',
  },
  noFile: {
    status: 404,
    zh: '投放目录中没有符合 {pattern} 的文件。请由数据提供部门投放文件后重新归集。',
    en: 'No file in the drop folder matches {pattern}. Have the department drop one, then start the load again.',
  },
  wrongKindOfFile: {
    status: 422,
    zh: '文件 {file} 的内容是 {found}，不是 {wanted}，已拒收。请导出为 {wanted} 后重新投放，不要只改扩展名。',
    en: 'The file {file} holds {found}, not {wanted}, and was refused. Export it as {wanted} and drop it again; changing the ending is not enough.',
  },
  unknownEncoding: {
    status: 422,
    zh: '文件 {file} 的文字既不是 UTF-8 也不是 GB18030，已拒收。请另存为 UTF-8 后重新投放。',
    en: 'The text of {file} is neither UTF-8 nor GB18030, so it was refused. Save it as UTF-8 and drop it again.',
  },
  malformedFile: {
    status: 422,
    zh: '文件 {file} 第 {line} 行附近无法解析（例如引号没有成对）。本次没有改动任何数据；请改正后重新投放。',
    en: 'The file {file} cannot be parsed near line {line} (perhaps a quote without its pair). No data were changed; correct it and drop it again.',
  },
  emptyFile: {
    status: 422,
    zh: '文件 {file} 没有表头。请确认内容后重新投放。',
    en: 'The file {file} has no heading. Check it and drop it again.',
  },
  fileTooLarge: {
    status: 413,
    zh: '文件 {file} 太大（展开后超过 {limit}），已拒收。请拆成几个文件，或改用 CSV、前置库。',
    en: 'The file {file} is too large (more than {limit} when unpacked) and was refused. Split it, or use CSV or a front database.',
  },
  fileChanged: {
    status: 409,
    zh: '读取过程中文件 {file} 被改动，可能还在上传。本次没有改动任何数据；请等上传完成后重新归集。',
    en: 'The file {file} changed while it was read; it may still be uploading. No data were changed; start the load again when it is complete.',
  },
  sheetMissing: {
    status: 422,
    zh: '文件 {file} 中没有工作表“{sheet}”。请检查工作表名称。',
    en: 'The file {file} has no sheet "{sheet}". Check the sheet’s name.',
  },
});
