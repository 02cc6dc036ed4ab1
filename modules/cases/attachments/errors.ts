import { defineErrors } from '@platform/kernel';

/** Faults of files and drafts. A file's name is never repeated: it may tell of a person. */
export const attachmentErrors = defineErrors('cases', {
  noSuchFileField: {
    status: 422,
    zh: '表单里没有这个上传项。请刷新页面后重试。',
    en: 'The form has no such upload. Reload the page and try again.',
  },
  fileTooLarge: {
    status: 413,
    zh: '文件超过 {limit}，没有上传。请压缩或拆分后再选。',
    en: 'The file is larger than {limit} and was not uploaded. Make it smaller or split it.',
  },
  fileEmpty: {
    status: 422,
    zh: '文件是空的，没有上传。请检查后重新选择。',
    en: 'The file is empty and was not uploaded. Check it and choose it again.',
  },
  fileKind: {
    status: 415,
    zh: '这里只能上传 {accepted} 文件。请转换格式后再选。',
    en: 'Only {accepted} files can be uploaded here. Convert it and choose it again.',
  },
  tooManyFiles: {
    status: 409,
    zh: '这里最多上传 {count} 个文件。请先删去一个。',
    en: 'At most {count} file(s) can be uploaded here. Remove one first.',
  },
  tooMuchInAll: {
    status: 413,
    zh: '这份申请的附件合计不能超过 {limit}。请删去不需要的文件，或压缩后再传。',
    en: 'The files of an application come to at most {limit} in all. Remove what is not needed, or make them smaller.',
  },
  fileNotFound: {
    status: 404,
    zh: '没有这个文件，可能已被删除。请重新上传。',
    en: 'There is no such file; it may have been removed. Upload it again.',
  },
  notWhole: {
    status: 409,
    zh: '文件还没有传完。请接着上传。',
    en: 'The file has not arrived whole. Go on uploading it.',
  },
  badPiece: {
    status: 400,
    zh: '续传请求不完整：需要 Upload-Offset 和 application/offset+octet-stream。',
    en: 'Not a piece of an upload: it needs Upload-Offset and application/offset+octet-stream.',
  },
  otherTus: {
    status: 412,
    zh: '只支持 tus 1.0.0 续传协议。',
    en: 'Only version 1.0.0 of the tus protocol is supported.',
  },
  draftElsewhere: {
    status: 409,
    zh: '这份申请在另一台设备上改过。请比较后选择保留哪一份，两份都还在。',
    en: 'This application was changed on another device. Compare and choose; nothing of either is lost.',
  },
});
