import { defineErrors } from '@platform/kernel';

export const commentErrors = defineErrors('cases', {
  commentNotFound: {
    status: 404,
    zh: '没有找到这条批注。请刷新页面后再操作。',
    en: 'This remark was not found. Reload the page and try again.',
  },
  commentEmpty: { status: 400, zh: '请写下批注内容。', en: 'Write the remark.' },
  commentPlace: {
    status: 400,
    zh: '批注所在的字段或附件不在这个办件里。请刷新页面，重新选择位置。',
    en: 'The field or file of the remark is not in this case. Reload the page and choose the place again.',
  },
  commentReply: {
    status: 409,
    zh: '不能回复这条批注：它已撤回，或者本身是一条回复。请回复最上面的一条。',
    en: 'This remark cannot be answered: it was taken back, or is an answer itself. Answer the first of them.',
  },
  cannotMention: {
    status: 409,
    zh: '只能提到有权查看这个办件的人员（{names}不在其中）。请从名单中选择。',
    en: 'Only officers who may see this case can be named ({names} may not). Choose from the list.',
  },
  commentTooLate: {
    status: 409,
    zh: '批注只能由本人在 {minutes} 分钟内撤回。需要更正时，请回复说明。',
    en: 'A remark may be taken back by who wrote it within {minutes} minutes. To put it right, answer it.',
  },
  commentWithdrawn: {
    status: 409,
    zh: '这条批注已经撤回。请刷新页面查看。',
    en: 'This remark was taken back already. Reload the page.',
  },
});
