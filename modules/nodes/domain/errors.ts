import { defineErrors } from '@platform/kernel';

/** What can go wrong between nodes; texts name nodes and entries, never rows. */
export const nodesErrors = defineErrors('nodes', {
  unknownPeer: {
    status: 404,
    zh: '没有这个节点，请从节点列表中选择。',
    en: 'There is no such node; choose one from the list.',
  },
  unknownPublication: {
    status: 404,
    zh: '没有这项发布，可能已撤回。请回到发布列表查看。',
    en: 'There is no such publication; it may have been withdrawn. Look at the list again.',
  },
  unknownReceipt: {
    status: 404,
    zh: '没有这项接收记录。请回到接收列表查看。',
    en: 'Nothing of that number was received. Look at the list again.',
  },
  unknownEntry: { status: 404, zh: '没有收到过这个目录。', en: 'No such catalogue entry was received.' },
  unknownRequest: { status: 404, zh: '没有这份数据回流申请。', en: 'There is no such request.' },
  unknownShare: { status: 404, zh: '没有这份跨级共享申请。', en: 'There is no such request between levels.' },
  unknownGrant: {
    status: 403,
    zh: '没有这项跨级授权，或不是发给这个应用的。请先提出跨级共享申请。',
    en: 'There is no such grant between levels, or it is not this application’s. Ask for it first.',
  },
  grantOver: {
    status: 403,
    zh: '这项跨级授权已不在有效期（{reason}）。需要继续使用请重新申请。',
    en: 'That grant between levels is not in force ({reason}). Ask again to go on.',
  },
  purposeNotGranted: {
    status: 403,
    zh: '用途“{purpose}”不在授权之内（可用：{allowed}）。请改用授权的用途，或另行申请。',
    en: 'The purpose "{purpose}" is not granted (granted: {allowed}). Use one of these, or ask for it.',
  },
  callsUsedUp: {
    status: 429,
    zh: '今天的 {limit} 次调用已用完，明天 0 时起可用。',
    en: 'Today’s {limit} calls are used up; it opens again at midnight.',
  },
  notOffered: {
    status: 404,
    zh: '目录 {resource} 没有发布给贵节点，或没有这个接口，不能申请。',
    en: 'The resource {resource} is not published to your node, or has no such interface; it cannot be asked for.',
  },
  notInEntry: {
    status: 422,
    zh: '对方的接口没有字段 {fields}，请从目录所列字段中选择。',
    en: 'The other side’s interface has no {fields}; choose among the fields that the entry names.',
  },
  badPeriod: {
    status: 422,
    zh: '期限不对：止期不能早于起期或今天。',
    en: 'The period is not right: its end may not lie before its begin or before today.',
  },
  unknownApplication: {
    status: 422,
    zh: '没有应用“{application}”，或不属于您的单位。请从本单位的应用中选择。',
    en: 'There is no application "{application}", or it is not your organisation’s. Choose one of yours.',
  },
  notYours: {
    status: 403,
    zh: '这份目录不是您单位提供的，由提供单位答复。',
    en: 'That resource is not provided by your organisation; its provider answers.',
  },
  nothingToRenew: {
    status: 409,
    zh: '没有可以续期的授权：已终止、已过期，或不是发给这个应用的。请重新申请。',
    en: 'There is no grant to renew: it has ended, run out, or is not this application’s. Ask anew.',
  },
  renewalOpen: {
    status: 409,
    zh: '这项授权已有一份续期申请在办，请等待答复。',
    en: 'A renewal of this grant is being decided already; wait for its answer.',
  },
  notReturned: {
    status: 409,
    zh: '对方没有退回补正，或补正已经提交。请看最新状态。',
    en: 'It was not returned for correction, or was handed in again already. Look at how it stands.',
  },
  nothingToObject: {
    status: 409,
    zh: '现在不能提出异议：只有对方不予同意、部分同意或超期未答复时可以提出，每份申请一次。',
    en: 'Nothing can be objected to now: only a refusal, dropped fields or an answer that is overdue, once a request.',
  },
  nothingToDispute: {
    status: 409,
    zh: '现在不能就这份申请提起争议：须已答复、超期未答复或已提出异议，且没有本单位提起的争议在处理。',
    en: 'No dispute can be raised now: the request must be answered, overdue or objected to, and none of yours may be running.',
  },
  unknownDispute: {
    status: 404,
    zh: '没有这件争议，或对方节点还没有告知。请刷新页面。',
    en: 'There is no such dispute, or the other node has not told of it yet. Load the page again.',
  },
  disputeStands: {
    status: 409,
    zh: '这件争议现在不能这样处理：可能已有进展，或上一步还在送达。请刷新页面查看。',
    en: 'That cannot be done to the dispute now: it may have moved on, or a step before is still on its way. Load the page again.',
  },
  shareDecided: { status: 409, zh: '这份申请已经办结，不能再改。', en: 'That request was decided already.' },
  grantEnded: { status: 409, zh: '这项授权已经终止。', en: 'That grant has ended already.' },
  callDiffers: {
    status: 409,
    zh: '同一调用编号的内容不同，已拒收。',
    en: 'A call of that id with other content was taken before; it is refused.',
  },
  callOver: {
    status: 409,
    zh: '这次调用已经办过，答复不再保留。请用新的编号重新调用。',
    en: 'That call was done and its answer is kept no longer. Call anew.',
  },
  unknownPlace: {
    status: 422,
    zh: '{field}“{value}”不在本节点的机构和区划之中，请从列表中选择。',
    en: 'The {field} "{value}" is not known at this node; choose one from the list.',
  },
  badNode: {
    status: 422,
    zh: '对方答复的节点信息不对（{reason}）。请核对地址是否为一网节点。',
    en: 'What the other side says of itself is not right ({reason}). Check that the address is that of a node.',
  },
  isSelf: {
    status: 409,
    zh: '这是本节点自己的地址。请填写上级节点的地址。',
    en: 'That is this node itself. Give the address of the parent node.',
  },
  otherRole: {
    status: 409,
    zh: '该节点已是本节点的{has}，不能同时作为{wanted}。请先解除原有关系。',
    en: 'That node is already the {has} of this one and cannot also be its {wanted}. Revoke that first.',
  },
  hasParent: {
    status: 409,
    zh: '本节点已有上级节点或待定的注册。请先撤销再注册到另一个上级。',
    en: 'This node already has a parent, or has asked one. Revoke that first.',
  },
  tooManyAsked: {
    status: 429,
    zh: '待审核的注册申请太多，暂不接收。请联系上级节点的管理员先处理。',
    en: 'Too many registrations wait for a decision. Ask the parent’s administrator to deal with them first.',
  },
  fingerprintDiffers: {
    status: 409,
    zh: '指纹不符：对方密钥的指纹是 {fingerprint}。请用电话或当面向对方管理员核对；不一致就不要继续，可能有人冒充。',
    en: 'The fingerprint differs: that of the other side’s key is {fingerprint}. Compare by telephone or in person; if they differ, stop: someone may be posing as the node.',
  },
  wrongState: {
    status: 409,
    zh: '节点当前状态为“{state}”，不能这样操作。请刷新后再看。',
    en: 'The node is in the state "{state}", in which this cannot be done. Look again.',
  },
  notActive: {
    status: 403,
    zh: '节点 {node} 还没有建立信任或已被撤销（{state}），不受理。请与对方管理员联系。',
    en: 'The node {node} is not trusted here yet, or no longer ({state}). Ask the other side’s administrator.',
  },
  signatureWrong: {
    status: 401,
    zh: '消息签名不对，已拒收。请核对双方登记的公钥指纹。',
    en: 'The signature of the message is wrong; it was refused. Compare the fingerprints both sides keep.',
  },
  badMessage: {
    status: 400,
    zh: '节点消息格式不对，已拒收。请确认双方版本一致。',
    en: 'That is no message between nodes; it was refused. Check that both sides run the same version.',
  },
  stale: {
    status: 401,
    zh: '消息时间与本节点相差 {seconds} 秒，超过 300 秒，已拒收。请校准两边的时钟。',
    en: 'The message’s time is {seconds} s from this node’s, more than 300; it was refused. Set both clocks right.',
  },
  doubled: { status: 409, zh: '消息重复，已拒收。', en: 'The message came twice; the second was refused.' },
  unknownResource: {
    status: 404,
    zh: '目录里没有 {resource}，请从目录中选择。',
    en: 'The catalogue has no {resource}; choose one from it.',
  },
  unknownLine: {
    status: 404,
    zh: '没有归集目录 {resource} 的线路 {lineId}，请从该目录的线路中选择。',
    en: 'No line {lineId} brings {resource}; choose one of its lines.',
  },
  unknownItem: {
    status: 400,
    zh: '目录没有信息项 {item}，请从该目录的信息项中选择。',
    en: 'The resource has no item {item}; choose among its items.',
  },
  keyMissing: {
    status: 400,
    zh: '主键信息项 {item} 必须一并发布，否则对方分不清各行。若不能发布主键，请只发布目录条目。',
    en: 'The key item {item} has to be published as well, or rows cannot be told apart. If it may not leave, publish the entry alone.',
  },
  itemAboveGrade: {
    status: 400,
    zh: '信息项 {item} 为 {has} 级，高于所选的 {grade} 级。请去掉该项，或经批准后提高级别。',
    en: 'Item {item} is of grade {has}, above the chosen {grade}. Leave it out, or raise the grade once that is approved.',
  },
  basisMissing: {
    status: 400,
    zh: '含个人信息项或属有条件共享，请填写依据（法规条款或批准文号）。',
    en: 'Personal items, or a resource shared on condition, need a legal basis: the article or the approval’s number.',
  },
  notShared: {
    status: 409,
    zh: '目录 {resource} 属于不予共享，不能发布给其他节点。',
    en: 'Resource {resource} is not to be shared and cannot be published to another node.',
  },
  alreadyPublished: {
    status: 409,
    zh: '该目录（线路）已经发布给这个节点。请在发布列表中查看，或先撤回。',
    en: 'That is published to the node already. See the list, or withdraw it first.',
  },
  withdrawn: {
    status: 409,
    zh: '该发布已撤回，不能再操作；需要时请重新发布。',
    en: 'That was withdrawn; publish it anew if it is needed.',
  },
  httpsNeeded: {
    status: 409,
    zh: '含个人信息项，而对方节点的地址不是 https。请对方启用 https 后再发布，防止明文传输。',
    en: 'There are personal items, and the node’s address is not https. Have it use https first: nothing personal travels in the clear.',
  },
  entryOnly: {
    status: 409,
    zh: '只发布了目录条目，没有数据表可操作。',
    en: 'Only the catalogue entry is published; there is no table.',
  },
  notAsked: {
    status: 403,
    zh: '下级节点没有申请过这份数据，不予接收。',
    en: 'This node did not ask for that; it is not taken.',
  },
  requestDecided: { status: 409, zh: '这份申请已经办结，不能再改。', en: 'That request was decided already.' },
  notAParent: {
    status: 409,
    zh: '数据回流只能向上级节点申请。',
    en: 'Return flow is asked of the parent node only.',
  },
  badDivisionItem: {
    status: 400,
    zh: '信息项 {item} 不能用来按区划筛选：须为文本或代码类信息项。',
    en: 'Item {item} cannot select by division: it has to be a text or a code.',
  },
  rowTooLarge: {
    status: 422,
    zh: '有一行超过 {limit}，无法装包。请在发布时去掉过长的信息项后重新发布。',
    en: 'A row is larger than {limit} and does not fit a package. Publish without the long item.',
  },
  lineGone: {
    status: 409,
    zh: '发布所依的线路已移除。请撤回该发布，或恢复线路。',
    en: 'The line it comes from was removed. Withdraw the publication, or bring the line back.',
  },
  entryChanged: {
    status: 409,
    zh: '目录里已没有信息项 {item}，不能再按原样发布。请撤回后按新目录重新发布。',
    en: 'The catalogue no longer has the item {item}. Withdraw the publication and publish anew.',
  },
  columnsDiffer: {
    status: 422,
    zh: '包里的信息项与目录条目不符，未接收。请发布方点“重新发布”。',
    en: 'The package’s items are not those of the entry; it was not taken. Have the publisher republish.',
  },
  // Another machine that does not answer is no failure of this one: what was asked for cannot be done now.
  unreachable: {
    status: 422,
    zh: '连不上节点 {node}（{reason}）。会自动重试；请检查对方是否在运行、网络是否通。',
    en: 'The node {node} does not answer ({reason}). It is tried again by itself; check that it runs and the network is up.',
  },
  addressRefused: {
    status: 400,
    zh: '地址 {host} 不允许访问。请填写对方节点在政务网上的地址。',
    en: 'The address {host} may not be reached. Give the node’s address on the government network.',
  },
  badAnswer: {
    status: 422,
    zh: '节点 {node} 的答复不对（{reason}）。请核对地址、双方版本和密钥指纹。',
    en: 'The answer of the node {node} is not right ({reason}). Check the address, both versions and the fingerprints.',
  },
});
