import { defineErrors, DomainError } from '@platform/kernel';

/** Messages name endings and sizes only: a file's name may hold a person's. */
export const fileErrors = defineErrors('files', {
  tooLarge: {
    status: 413,
    zh: '文件超过 {limit} 的上限，已停止接收，没有保存。请压缩或拆分后再上传。',
    en: 'The file is larger than the limit of {limit}; receiving was stopped and nothing kept. Make it smaller or split it, then upload again.',
  },
  empty: {
    status: 422,
    zh: '文件是空的。请检查后重新选择文件。',
    en: 'The file is empty. Check it and choose it again.',
  },
  typeNotAccepted: {
    status: 415,
    zh: '此处不接受 {found} 文件，可以上传：{accepted}。请转换格式后再上传。',
    en: 'A {found} file is not accepted here; accepted are: {accepted}. Convert it, then upload again.',
  },
  notWhatItsEndingSays: {
    status: 422,
    zh: '文件名以 .{ending} 结尾，但内容是 {found}。请用原来的软件另存为正确的格式后再上传，不要只改文件名。',
    en: 'The name ends in .{ending}, but the content is {found}. Save it in the right format with its own program and upload again; renaming is not enough.',
  },
  malwareFound: {
    status: 422,
    zh: '病毒查杀发现问题（{finding}），文件没有保存。请杀毒后再上传。',
    en: 'The malware scan found something ({finding}); the file was not kept. Clean it, then upload again.',
  },
  scanFailed: {
    status: 503,
    zh: '病毒查杀暂时无法完成，文件没有保存。请稍后再试。',
    en: 'The malware scan could not be done now; the file was not kept. Try again later.',
  },
  tooLargeToScan: {
    status: 422,
    zh: '文件超过病毒查杀能检查的大小，没有保存。请压缩或拆分后再上传。',
    en: 'The file is larger than the malware scan can look at; it was not kept. Make it smaller or split it, then upload again.',
  },
  interrupted: {
    status: 400,
    zh: '文件没有传完，没有保存。请检查网络后重新上传。',
    en: 'The file did not arrive whole and was not kept. Check the network and upload it again.',
  },
  noSuchUpload: {
    status: 404,
    zh: '没有这个上传，可能已经过期。请重新选择文件上传。',
    en: 'There is no such upload; it may have run out. Choose the file and upload it again.',
  },
  wrongOffset: {
    status: 409,
    zh: '续传的位置不对，服务器已收到 {offset} 字节。请从这里接着传。',
    en: 'This does not follow what has arrived: {offset} bytes. Go on from there.',
  },
  uploadBusy: {
    status: 423,
    zh: '这个文件正在从另一个页面上传。请等一会儿再试。',
    en: 'This file is being uploaded from another page. Wait a moment and try again.',
  },
  corrupted: {
    status: 500,
    zh: '文件 {id} 在存储中已损坏或用途不符。请从备份恢复。',
    en: 'The stored file {id} is damaged or belongs elsewhere. Restore it from the backup.',
  },
  folderUnusable: {
    status: 500,
    zh: '文件目录 {folder} 无法写入（{cause}）。请检查磁盘空间和目录权限。',
    en: 'The file folder {folder} cannot be written ({cause}). Check the disk space and the folder’s permissions.',
  },
});

/** The same fault where the content is nothing we know: its words cannot name what was found. */
export function unknownContent(ending: string): DomainError {
  return new DomainError(
    'files.not-what-its-ending-says',
    {
      status: 422,
      zh: '文件名以 .{ending} 结尾，但内容不是这种格式，也无法识别（可能已损坏）。请用原来的软件重新保存后再上传。',
      en: 'The name ends in .{ending}, but the content is not of that format nor of any we know (it may be damaged). Save it anew with its own program and upload again.',
    },
    { ending, found: '?' },
  );
}
