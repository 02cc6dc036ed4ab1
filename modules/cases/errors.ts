import { defineErrors } from '@platform/kernel';

export const caseErrors = defineErrors('cases', {
  caseNotFound: {
    status: 404,
    zh: '没有找到这个办件。请从“我的办件”或工作台重新打开。',
    en: 'This case was not found. Please open it again from your cases or the work list.',
  },
  noSampleForm: {
    status: 404,
    zh: '这个事项没有示例样表。可以下载空白表格，填写有疑问的请拨打咨询电话。',
    en: 'There is no filled-in sample for this service. Take the blank form, and call the office where something is unclear.',
  },
  forFirms: {
    status: 409,
    zh: '“{matter}”由企业等单位办理。请先在“办事身份”里切换到企业；还不能代表企业的，请由法定代表人授权。',
    en: '“{matterEn}” is for firms and organisations. Choose the firm for which you act first; its legal representative can name you.',
  },
  forPersons: {
    status: 409,
    zh: '“{matter}”由个人办理，您正在代表企业。请先在“办事身份”里切换到个人身份。',
    en: '“{matterEn}” is for persons, and you act for a firm. Choose to act for yourself first.',
  },
  notInThisState: {
    status: 409,
    zh: '办件现在是“{state}”，不能{action}。请刷新页面查看最新进度。',
    en: 'The case is now “{stateEn}”: it is not possible to {actionEn}. Reload the page to see where it stands.',
  },
  correctionOnce: {
    status: 409,
    zh: '补正只能一次性告知，这个办件已经告知过。请受理后作出决定。',
    en: 'What must be corrected may be told only once, and it was. Accept the case and decide it.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '办件刚被其他人处理过。请刷新页面，看过最新内容后再操作。',
    en: 'Someone else has just handled this case. Reload the page and look at it before acting.',
  },
  referToWhom: {
    status: 422,
    zh: '请写明转报哪个机关：从本市单位中选择一个，或者填写市外机关的名称，只填一项。',
    en: 'Say to which authority it is referred: choose an organisation of the city or write the name of one outside, one of the two.',
  },
  referToItself: {
    status: 409,
    zh: '这个办件就由该机关办理，不能转报给它自己。请选择有权办理的其他机关。',
    en: 'This authority handles the case itself. Choose the other authority that is competent.',
  },
  otherOrganisation: {
    status: 403,
    zh: '这个办件由{organisation}办理，您没有处理的权限。',
    en: 'This case is handled by {organisationEn}; you may not act on it.',
  },
  suspended: {
    status: 409,
    zh: '特别程序正在进行，期限暂停。请先结束特别程序，再作出决定。',
    en: 'A special procedure is going on and the time stands still. End it first, then decide.',
  },
  notSuspended: {
    status: 409,
    zh: '这个办件没有正在进行的特别程序。请刷新页面查看最新进度。',
    en: 'No special procedure is going on for this case. Reload the page to see where it stands.',
  },
  extendedAlready: {
    status: 409,
    zh: '办理期限只能延长一次，这个办件已经延长过。请在期限内作出决定。',
    en: 'The time may be extended only once, and it was. Decide within the time.',
  },
  cannotReturn: {
    status: 409,
    zh: '现在不能退回到这个环节：办件已经决定，或者没有经过该环节。请刷新页面后重新选择。',
    en: 'The case cannot be returned to this step: it is decided, or it never passed it. Reload and choose again.',
  },
  notRunning: {
    status: 409,
    zh: '这个办件没有正在运行的流程，不能移动版本。请刷新页面查看最新进度；在补正中的，待申请人再次提交后再移动。',
    en: 'No process runs for this case, so it cannot be moved. Reload the page; one that is being corrected can be moved when it is handed in again.',
  },
  sameVersion: {
    status: 409,
    zh: '这个办件已按该版本的流程办理，无需移动。请刷新页面查看最新进度。',
    en: 'The case goes by this version already; there is nothing to move. Reload the page to see where it stands.',
  },
  versionOver: {
    status: 409,
    zh: '这个版本今天不在有效期内，办件不能移到它。请选择另一个版本。',
    en: 'This version is not in force today, so no case can be moved to it. Choose another version.',
  },
  cannotMoveVersion: {
    status: 409,
    zh: '不能移到这个版本，办件保持原样：{why}',
    en: 'The case cannot be moved to this version and is as it was: {whyEn}',
  },
  notStopped: {
    status: 409,
    zh: '这个办件的流程没有停住，无需恢复。请刷新页面查看最新进度。',
    en: 'The process of this case has not stopped; there is nothing to resume. Reload the page to see where it stands.',
  },
  stillStopped: {
    status: 409,
    zh: '原因仍在，流程没有恢复，办件保持原样：{why}',
    en: 'The cause remains; the process did not go on and the case is as it was: {whyEn}',
  },
  valueNotAsked: {
    status: 409,
    zh: '流程没有缺少这些数据：{names}。可补录的有：{asked}。',
    en: 'The process does not lack these: {names}. What may be given: {asked}.',
  },
  cannotMoveThere: {
    status: 409,
    zh: '不能移到这个环节：只能移到已经过的环节，或停住之处的下一环节。请重新选择。',
    en: 'The case cannot be moved there: only to work it has passed, or that comes next after the place where it stopped.',
  },
  cannotTakeBack: {
    status: 409,
    zh: '这项任务不能取回：后续已有人办理，或者结果已告知申请人。需要时请下一环节退回。',
    en: 'This task cannot be taken back: someone has gone on with the case, or the applicant was told. Ask the next step to return it.',
  },
  formEndless: {
    status: 422,
    zh: '“{matter}”的表单有一条格式规则对所填内容计算过久，已停止，内容没有提交。请缩短或改写较长的填写内容后再试；仍不行时请联系受理部门修改表单规则。',
    en: 'A rule of the form of "{matter}" took too long with what was filled in and was stopped; nothing was submitted. Shorten or rewrite the longer answers and try again; otherwise tell the office, whose rule has to be mended.',
  },
  noSuchReceiver: {
    status: 409,
    zh: '没有找到接收的单位或人员。请从名单中选择，人员须属于该单位。',
    en: 'The office or person to receive this was not found. Choose from the list; the person must work in that office.',
  },
  officeAnswers: {
    status: 409,
    zh: '受理和决定以{organisation}的名义作出，不能转给其他单位。需要其他单位的意见请加签、会签，不属于本单位职权的请转报。',
    en: 'Acceptance and decision are given in the name of {organisationEn} and cannot be passed to another office. Ask others to sign for their opinion, or refer the case where another authority is competent.',
  },
  noSuchSubstitute: {
    status: 409,
    zh: '代办须是同一单位的另一位人员，起止日期须正确；为他人设置须由负责人办理。',
    en: 'A substitute is another person of the same office, with a last day not before the first; for others, a person in charge sets it.',
  },
  resultOrFailure: {
    status: 400,
    zh: '请返回结果（result），不能办理时请说明原因（failure）。',
    en: 'Return a result, or say why it could not be done (failure).',
  },
  mustBeThere: {
    status: 409,
    zh: '只有事项规定可以容缺后补的材料才能容缺，其他材料须先补正。请重新选择。',
    en: 'Only papers that the service lets follow later may be missing; others must be corrected first. Choose again.',
  },
  papersDate: {
    status: 400,
    zh: '补交日期须在今天之后、{latest} 之前（含当日）。请修改日期。',
    en: 'The date must be after today and not after {latest}. Change the date.',
  },
  noPapersMissing: {
    status: 409,
    zh: '这个办件没有待补交的容缺材料。请刷新页面查看最新进度。',
    en: 'No papers are to follow in this case. Reload the page to see where it stands.',
  },
  papersFirst: {
    status: 409,
    zh: '容缺材料还没有补齐（{until} 前补交），不能准予。请先确认材料已补齐，或依法不予办理。',
    en: 'Papers that were to follow by {until} have not come; approval is not possible. Confirm that they came, or refuse.',
  },
  creditBlocks: {
    status: 409,
    zh: '申请人存在依法实施的失信惩戒措施（{measure}，依据{basis}），不能准予。如记录有误，请先按信用异议程序更正。',
    en: 'A measure of the national list applies to the applicant ({measureEn}, by {basisEn}); approval is not possible. If the record is wrong, have it corrected first.',
  },
  brokenHow: {
    status: 400,
    zh: '核查不通过时，请说明承诺哪里不实（告知申请人）。',
    en: 'When the check fails, say what was found untrue; the applicant is told.',
  },
  extensionTooLong: {
    status: 400,
    zh: '延长办理期限不得超过 {most} 个工作日。请修改天数。',
    en: 'The time may be extended by at most {most} working days. Change the number of days.',
  },
  noExtensionAsked: {
    status: 409,
    zh: '这个办件没有待审批的延期申请。请刷新页面查看最新进度。',
    en: 'No extension waits for approval in this case. Reload the page to see where it stands.',
  },
  ownExtension: {
    status: 403,
    zh: '延期须由提出人以外的负责人批准。请由其他负责人审批。',
    en: 'An extension is approved by somebody else than who asked for it. Have another person in charge decide.',
  },
  extensionTooLate: {
    status: 409,
    zh: '法定办理期限已经届满，不能再延长。请尽快作出决定。',
    en: 'The statutory time is over and cannot be extended any more. Decide as soon as you can.',
  },
  tellsWho: {
    status: 400,
    zh: '理由中有申请人姓名、证件号码或者手机号。政府负责人审批时不看个人信息，请删去后再提交。',
    en: 'The reason names the applicant, or holds the number of an identity card or a mobile phone. The head of the government sees no personal data; take it out and send again.',
  },
  answerInWords: {
    status: 400,
    zh: '不批准延期的，请写明理由，告知申请延期的单位。',
    en: 'Say why more time is refused; the office that asked is told.',
  },
  headAsks: {
    status: 403,
    zh: '联合办理的事项，延期由本单位负责人报请本级人民政府负责人批准。请由单位负责人提出。',
    en: 'For what several departments handle, the head of the office asks the head of the government for more time. Have the head of the office ask.',
  },
  governmentAnswers: {
    status: 403,
    zh: '联合办理的事项，延期由本级人民政府负责人批准，请等待答复。',
    en: 'For what several departments handle, the head of the government of the level approves more time. Wait for the answer.',
  },
  noGovernment: {
    status: 409,
    zh: '平台没有登记本级人民政府，无法报请批准延期。请系统管理员在机构资料中登记（类型 government）。',
    en: "No people's government of this level is registered, so that nobody can approve more time. Have the system administrator register it among the organisations (kind government).",
  },
  otherGovernment: {
    status: 403,
    zh: '这项延期由{government}负责人批准。请转由其审批。',
    en: 'This extension is approved by the head of {governmentEn}. Leave it to them.',
  },
  extensionWaits: {
    status: 409,
    zh: '这个办件已有延期申请，正等待审批或已获批准，不能再次提出。',
    en: 'An extension of this case waits for approval or was approved; another cannot be asked for.',
  },
  taskNotFound: {
    status: 404,
    zh: '没有找到这项任务。请从工作台重新打开。',
    en: 'This task was not found. Please open it again from the work list.',
  },
  taskOver: {
    status: 409,
    zh: '这项任务已经办结或取消，无需再办。请刷新列表。',
    en: 'This task is already done or cancelled; nothing remains to be done. Reload the list.',
  },
  taskHeld: {
    status: 409,
    zh: '这项任务已由其他人员认领。需要接手时，请对方转办，或由负责人交接。',
    en: 'Someone else has claimed this task. To take it over, ask them to pass it on or have it handed over.',
  },
  wrongResult: {
    status: 409,
    zh: '“{task}”不能以“{result}”结束，可选：{may}。',
    en: '“{taskEn}” cannot end with “{resultEn}”; possible are: {mayEn}.',
  },
  opinionNeeded: {
    status: 400,
    zh: '请填写意见或理由后再提交。',
    en: 'Please write the opinion or reason before submitting.',
  },
  othersFirst: {
    status: 409,
    zh: '还有{count}项任务没有办结（{open}），现在不能{action}。请等待，或由负责人催办、退回。',
    en: '{count} tasks are still open ({openEn}); it is not possible to {actionEn} now. Wait, or have them urged or returned.',
  },
  signersFirst: {
    status: 409,
    zh: '您请的加签、会签人员还没有办结。请等待，或由负责人催办。',
    en: 'Those you asked to sign have not done so yet; wait for them, or have the head urge them.',
  },
  nobodyAtWindow: {
    status: 409,
    zh: '今天还没有登记这位申请人来窗口。请先核对证件、登记来人，再收件；已填写的内容已保留。',
    en: 'It was not written down today that this applicant came. Check their paper and write it down first; what was filled in is kept.',
  },
  notAgreed: {
    status: 400,
    zh: '请把填写的内容给申请人看过，经其确认后再收件。',
    en: 'Show the applicant what was filled in, and take it in once they agree.',
  },
  notAtThisWindow: {
    status: 403,
    zh: '这个事项不由您的窗口收件（{matter}）。可引导申请人网上办理，或到指南所列窗口办理。',
    en: 'This service is not taken in at your window ({matterEn}). Send the applicant on line, or to the windows that the guide names.',
  },
  notForThem: {
    status: 409,
    zh: '“{matter}”不面向这类申请人（{kind}）。请核对事项，或以正确的身份登记来人。',
    en: '“{matterEn}” is not for this kind of applicant ({kindEn}). Check the service, or write down who came as what they are.',
  },
  visitCounted: {
    status: 409,
    zh: '今天在本单位已经为这个办件计过一次到现场，同一天不重复计。',
    en: 'A visit to your office for this case is counted today already; a day counts once.',
  },
  visitStruck: {
    status: 409,
    zh: '这次到现场已经更正为不计。请刷新页面查看。',
    en: 'This visit was taken out of the count already. Reload the page.',
  },
  badSpan: {
    status: 400,
    zh: '起止日期不对：开始日期不能晚于结束日期，最长十年。请重新选择。',
    en: 'The days are not right: the first is not after the last, and ten years at most. Choose again.',
  },
  correctionOver: {
    status: 409,
    zh: '补正期限已过（{until}），这个办件已退回。请重新申请，已有数据会再次自动带出。',
    en: 'The time for corrections ended on {until} and the case was returned. Please apply again; known data will be there.',
  },
});
