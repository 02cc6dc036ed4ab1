import { defineErrors } from '@platform/kernel';

export const sharingErrors = defineErrors('sharing', {
  unknownRequest: {
    status: 404,
    zh: '没有这份共享申请，或您所在单位不是它的申请方、提供方。请从申请列表进入',
    en: 'There is no such request, or your organisation is neither its applicant nor its provider. Open it from the list of requests',
  },
  unknownGrant: {
    status: 404,
    zh: '没有这份授权，或您所在单位与它无关。请从授权列表进入',
    en: 'There is no such grant, or your organisation has no part in it. Open it from the list of grants',
  },
  unknownDispute: {
    status: 404,
    zh: '没有这件争议，或您所在单位不是当事方。请从争议列表进入',
    en: 'There is no such dispute, or your organisation is no party to it. Open it from the list of disputes',
  },
  badRequest: {
    status: 422,
    zh: '申请有 {count} 处需要修改，请按各栏提示改正后再提交',
    en: '{count} things in the request need changing; correct the fields that are marked and hand it in again',
  },
  notShared: {
    status: 422,
    zh: '“{title}”属于不予共享的资源，依据：{basis}。确有履职需要的，请与提供单位协商，协商不成可提起争议',
    en: '"{title}" is not shared, on the ground of: {basis}. If your duties need it, talk to the provider; failing that, raise a dispute',
  },
  ownRequest: {
    status: 403,
    zh: '不能审核、答复本人或本单位提出的申请（申请单位：{applicant}）。请由提供单位的其他人员或共享主管部门办理；这次操作已记录',
    en: 'Nobody decides what they, or their own organisation, asked for (applicant: {applicant}). Someone else at the provider or the sharing authority must do it; this attempt was recorded',
  },
  notYours: {
    status: 403,
    zh: '这一步应由{who}办理，您所在单位不能代办',
    en: 'This step is for {who}; your organisation cannot do it',
  },
  wrongState: {
    status: 409,
    zh: '申请目前是“{state}”，不能{act}。请刷新页面查看最新状态',
    en: 'The request is "{state}", so you cannot {act}. Load the page again to see how it stands',
  },
  changedMeanwhile: {
    status: 409,
    zh: '这份申请刚被别人办理过。请刷新页面，按最新状态再办',
    en: 'Someone else has just acted on this request. Load the page again and go on from there',
  },
  correctedOnce: {
    status: 409,
    zh: '申请只能退回补正一次，这份已经补正过。请同意、部分同意，或说明理由和依据不予同意',
    en: 'A request is returned for correction once at most, and this one was. Agree, agree in part, or refuse with reason and law',
  },
  reasonMissing: {
    status: 422,
    zh: '不予同意、部分同意须写明理由和法律法规依据',
    en: 'A refusal, whole or in part, needs its reason and the law it rests on',
  },
  lawNotNamed: {
    status: 422,
    zh: '依据须指明法律法规的名称或条款，如“《政务数据共享条例》第二十条”',
    en: 'The ground has to name a law or an article, such as "Regulations on Sharing Government Data, article 20"',
  },
  fieldsNotAsked: {
    status: 422,
    zh: '同意的信息项只能从申请的信息项中选：{fields} 不在申请之内',
    en: 'Only fields that were asked for can be given: {fields} were not',
  },
  nothingGiven: {
    status: 422,
    zh: '没有同意任何信息项，请改为“不予同意”并写明理由和依据',
    en: 'No field is given: refuse instead, with reason and law',
  },
  extensionOnce: {
    status: 409,
    zh: '延长答复期限只能申请一次，须在到期前提出，且只适用于有条件共享的答复',
    en: 'More time for the answer can be asked for once, before the due day has passed, and for conditionally shared resources only',
  },
  noExtension: {
    status: 409,
    zh: '提供单位没有提出延期申请，无需答复',
    en: 'The provider has not asked for more time, so there is nothing to answer',
  },
  interfaceMissing: {
    status: 422,
    zh: '没有覆盖这些信息项的已发布接口。请先在“数据接口”中用该资源建立并发布接口，再回到这里交付',
    en: 'No published interface covers these fields. Make and publish one over the resource under "Interfaces", then deliver here',
  },
  lineMissing: {
    status: 422,
    zh: '该资源还没有数据通道，没有变更可供订阅。请先请数据主管部门为它建立通道，再回到这里交付',
    en: 'No line feeds this resource, so there are no changes to subscribe to. Have the data authority make a line for it, then deliver here',
  },
  interfaceNotCovering: {
    status: 422,
    zh: '接口“{interface}”不属于该资源，或没有覆盖已同意的信息项：{fields}',
    en: 'Interface "{interface}" is not over this resource, or does not cover what was agreed: {fields}',
  },
  noObjection: {
    status: 409,
    zh: '只能对不予同意、部分同意或超期未答复提出异议，每份申请一次',
    en: 'You can object to a refusal, to dropped fields or to silence beyond the due day, once a request',
  },
  grantState: {
    status: 409,
    zh: '这份授权目前是“{state}”，不能{act}。请刷新页面查看最新状态',
    en: 'The grant is "{state}", so you cannot {act}. Load the page again to see how it stands',
  },
  notRated: {
    status: 409,
    zh: '数据开始使用后才能评价质量，每份申请评价一次',
    en: 'Quality can be rated once the data are in use, once a request',
  },
  notAParty: {
    status: 422,
    zh: '争议的另一方应是这件事的另一方单位，请从其中选择',
    en: 'The other side of a dispute must be a party to what it is about',
  },
  unknownDelivery: {
    status: 404,
    zh: '没有这个交付件，或者它与本单位无关',
    en: 'There is no such delivery, or your organisation has no part in it',
  },
  sameParty: {
    status: 422,
    zh: '争议的另一方不能是本单位，请选择对方单位',
    en: 'The other side of a dispute cannot be your own organisation; choose theirs',
  },
  unknownOrganisation: {
    status: 422,
    zh: '没有编号为“{organisation}”的机构，请从列表中选择',
    en: 'There is no organisation "{organisation}"; choose from the list',
  },
  disputeState: {
    status: 409,
    zh: '争议目前是“{state}”，不能{act}。请刷新页面查看最新状态',
    en: 'The dispute is "{state}", so you cannot {act}. Load the page again to see how it stands',
  },
  disputeOpen: {
    status: 409,
    zh: '本单位就此事对该单位的争议 {no} 还在处理，不能再提起一件；可补充的情况请在处理中说明',
    en: 'Dispute {no} that your organisation raised about this with them is still being settled; a second one cannot be raised meanwhile',
  },
  badTable: {
    status: 422,
    zh: '资源“{resource}”的条件决策表不能使用：{what}',
    en: 'The decision table of resource "{resource}" cannot be used: {what}',
  },
});
