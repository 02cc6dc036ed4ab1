import { defineErrors } from '@platform/kernel';

export const httpErrors = defineErrors('http', {
  badInput: { status: 400, zh: '填写的内容有 {count} 处需要修改。', en: 'What was sent needs {count} correction(s).' },
  badJson: {
    status: 400,
    zh: '请求内容不是有效的 JSON，没有保存任何内容。',
    en: 'The request is not valid JSON; nothing was saved.',
  },
  badCursor: {
    status: 400,
    zh: '翻页位置无效，请从第一页重新开始。',
    en: 'The page position is not valid; please start again from the first page.',
  },
  tooLarge: {
    status: 413,
    zh: '内容太大，最多 {limit}。没有保存任何内容。',
    en: 'That is too large; the limit is {limit}. Nothing was saved.',
  },
  badText: {
    status: 400,
    zh: '内容中有不可见的控制字符，无法保存。请删去后重新输入，不要从其他文件直接粘贴。',
    en: 'The text holds an invisible control character that cannot be stored. Remove it and type the text anew instead of pasting it.',
  },
  wrongType: {
    status: 415,
    zh: '不支持这种内容类型。请按 JSON（application/json）提交；上传文件请用页面上的上传按钮。',
    en: 'This content type is not supported. Send JSON (application/json); to hand in a file, use the upload on the page.',
  },
  notFound: {
    status: 404,
    zh: '没有找到您要的内容，请检查地址。',
    en: 'What you asked for was not found; please check the address.',
  },
  keyReused: {
    status: 409,
    zh: '同一个提交编号用在了不同的内容上。请刷新页面再提交一次。',
    en: 'The same submission key was used for different content. Reload the page and submit again.',
  },
  stillRunning: {
    status: 409,
    zh: '同一次提交正在处理，请稍等，不用再点。',
    en: 'This same submission is being processed; please wait, no need to submit again.',
  },
  tooMany: {
    status: 429,
    zh: '操作太频繁，请 {seconds} 秒后再试。',
    en: 'Too many requests; please try again in {seconds} seconds.',
  },
  crossSite: {
    status: 403,
    zh: '请求不是从本网站发出的，已拒绝。请打开本网站的页面再操作。',
    en: 'The request did not come from this site and was refused. Please open the page on this site and try again.',
  },
  unexpected: {
    status: 500,
    zh: '系统出了点问题，您的操作没有保存。请再试一次；仍不行时请告诉我们编号 {requestId}。',
    en: 'Something went wrong on our side and nothing was saved. Please try again; if it stays, tell us the number {requestId}.',
  },
});
