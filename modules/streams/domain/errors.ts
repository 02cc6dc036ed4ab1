import { defineErrors } from '@platform/kernel';

export const streamsErrors = defineErrors('streams', {
  unknownSubscription: {
    status: 404,
    zh: '没有这个订阅，可能已被取消。请回到订阅列表查看。',
    en: 'There is no such subscription; it may have been removed. Look at the list again.',
  },
  unknownLine: {
    status: 404,
    zh: '没有编号为 {lineId} 的线路，请从线路列表中选择。',
    en: 'There is no line {lineId}; choose one from the list of lines.',
  },
  outOfScope: {
    status: 403,
    zh: '这条线路或订阅不在您管理的单位范围内。需要时请联系数据主管部门。',
    en: 'This line or subscription is not within the organisations you look after. Ask the data authority if you need it.',
  },
  lineTwice: {
    status: 400,
    zh: '线路 {lineId} 选了两次，请去掉一个。',
    en: 'Line {lineId} is chosen twice; take one away.',
  },
  unknownItem: {
    status: 400,
    zh: '线路 {lineId} 没有信息项 {item}，请从该目录的信息项中选择。',
    en: 'Line {lineId} has no item {item}; choose among its resource’s items.',
  },
  itemAboveGrade: {
    status: 400,
    zh: '信息项 {item} 为 {has} 级，高于本订阅的 {grade} 级。请提高授权级别或去掉该项。',
    en: 'Item {item} is of grade {has}, above this subscription’s {grade}. Raise the grade or leave the item out.',
  },
  notShared: {
    status: 409,
    zh: '目录 {resource} 不予共享，不能订阅给其他单位。',
    en: 'Resource {resource} is not to be shared, so no other organisation may subscribe to it.',
  },
  grantMissing: {
    status: 403,
    zh: '没有订阅“{resource}”的授权。请由使用部门先提出共享申请（交付方式：订阅），批准后再建订阅。',
    en: 'There is no grant to subscribe to "{resource}". Its consumer asks for it first (delivery: subscription); the subscription is made once it is granted.',
  },
  itemNotGranted: {
    status: 403,
    zh: '信息项 {item} 不在授权的字段内。请去掉该项，或申请增加字段。',
    en: 'Item {item} is not among the granted fields. Leave it out, or ask for it.',
  },
  purposeNotGranted: {
    status: 403,
    zh: '用途不在授权范围内，请填写授权的用途之一：{purposes}。',
    en: 'The grant is not for this purpose; give one of those it names: {purposes}.',
  },
  grantLost: {
    status: 403,
    zh: '{reason}。授权恢复后，订阅会自动从停下的位置继续。',
    en: '{reason}. Once the grant is in force again the subscription goes on by itself where it stopped.',
  },
  applicationMissing: {
    status: 400,
    zh: '拉取订阅必须指定应用，请从应用列表中选择。',
    en: 'A subscription that pulls needs an application; choose one from the list.',
  },
  unknownApplication: {
    status: 404,
    zh: '没有编号为 {application} 的应用，请从应用列表中选择。',
    en: 'There is no application {application}; choose one from the list.',
  },
  unknownOrganisation: {
    status: 404,
    zh: '没有编号为 {organisation} 的单位，请从单位列表中选择。',
    en: 'There is no organisation {organisation}; choose one from the list.',
  },
  webhookIncomplete: {
    status: 400,
    zh: '推送订阅必须填写接收单位和回调地址。',
    en: 'A webhook needs the receiving organisation and the address to call.',
  },
  httpsNeeded: {
    status: 400,
    zh: '订阅含个人信息，回调地址必须使用 https，防止明文传输。',
    en: 'The subscription carries personal data, so the address has to be https: nothing personal travels in the clear.',
  },
  notAWebhook: {
    status: 409,
    zh: '这是拉取订阅，没有回调地址；由应用自行来取。',
    en: 'This subscription pulls; it has no webhook to call.',
  },
  notSubscribed: {
    status: 403,
    zh: '应用 {application} 没有订阅线路 {lineId}。请向数据主管部门申请。',
    en: 'Application {application} has no subscription to line {lineId}. Ask the data authority for one.',
  },
  chooseSubscription: {
    status: 409,
    zh: '应用对线路 {lineId} 有多个订阅（{ids}），请用参数 subscription 指明一个。',
    en: 'The application has several subscriptions to line {lineId} ({ids}); name one with the parameter subscription.',
  },
  paused: {
    status: 409,
    zh: '订阅已暂停（{reason}）。恢复后请从上次的位置继续取。',
    en: 'The subscription is paused ({reason}). Go on from your last position once it is resumed.',
  },
  badPosition: {
    status: 400,
    zh: '位置应为不小于 0 的整数，请使用上次收到的序号。',
    en: 'A position is a whole number from 0 on; use the last number you were given.',
  },
  positionGone: {
    status: 410,
    zh: '位置 {after} 之后的变更已不在流中。流现存 {begins} 之后至 {newest} 的变更；请先重新取一次全量，再从 {begins} 继续。',
    en: 'What came after {after} is not in the stream any more. It holds what comes after {begins}, up to {newest}: take the whole anew, then go on from {begins}.',
  },
  unknownLetter: {
    status: 404,
    zh: '没有这封死信，可能已过期清理。',
    en: 'There is no such dead letter; it may have been cleared.',
  },
  purposeMissing: {
    status: 400,
    zh: '查看死信内容会接触个人信息，请填写用途，查看会留痕。',
    en: 'A dead letter holds personal data. Say for what purpose you look; the look is logged.',
  },
  badPeriod: {
    status: 400,
    zh: '时间段不对：请填写起止日期（年-月-日），最长 400 天。',
    en: 'The period is not right: give its first and last day (yyyy-mm-dd), at most 400 days.',
  },
});

/** Why a subscription stands or fails, in people's words. */
export const FAULTS = {
  grantLost: {
    code: 'streams.grant-lost',
    text: { zh: '授权已失效，订阅随之停止', en: 'The grant is not in force; the subscription stopped with it' },
    mend: {
      zh: '授权恢复后自动从停下的位置继续；需要时请与提供部门联系或续期',
      en: 'Once the grant is in force again it goes on by itself where it stopped; talk to the provider, or renew the grant',
    },
  },
  unreachable: {
    code: 'streams.unreachable',
    text: {
      zh: '回调地址没有应答或出错，正在按间隔重试',
      en: 'The webhook does not answer or errs; it is tried again at intervals',
    },
    mend: {
      zh: '请接收单位检查其系统、网络和证书；恢复后自动补发',
      en: 'Ask the receiver to check its system, network and certificate; what waits is then delivered by itself',
    },
  },
  failedTooLong: {
    code: 'streams.failed-too-long',
    text: {
      zh: '回调地址超过 24 小时没有应答，订阅已自行暂停',
      en: 'The webhook has not answered for more than 24 hours; the subscription paused itself',
    },
    mend: {
      zh: '请接收单位修复后点“恢复”，将从原位置继续',
      en: 'Resume once the receiver is mended; it goes on where it stopped',
    },
  },
  gone: {
    code: 'streams.receiver-gone',
    text: {
      zh: '接收方答复 410，表示不再接收，订阅已自行暂停',
      en: 'The receiver answered 410: it wants no more; the subscription paused itself',
    },
    mend: {
      zh: '请与接收单位确认：不再需要就取消订阅，地址变更则更换后恢复',
      en: 'Ask the receiver: remove the subscription, or resume it once its address is right',
    },
  },
  addressRefused: {
    code: 'streams.address-refused',
    text: {
      zh: '回调地址指向不允许访问的网络，订阅已自行暂停',
      en: 'The webhook’s address points at a network that may not be reached; the subscription paused itself',
    },
    mend: {
      zh: '请改用部门系统在政务外网或专网上的地址，重新建立订阅',
      en: 'Make the subscription anew with the system’s address on the government network',
    },
  },
  tooManyDeadLetters: {
    code: 'streams.too-many-dead-letters',
    text: {
      zh: '接收方拒收的变更已积到 1000 条，订阅已自行暂停',
      en: 'The receiver refused 1,000 changes; the subscription paused itself',
    },
    mend: {
      zh: '请看死信里的拒收原因，修复后重放死信，再恢复订阅',
      en: 'Look at why the dead letters were refused, mend that, replay them, then resume',
    },
  },
  fallingBehind: {
    code: 'streams.falling-behind',
    text: {
      zh: '订阅落后太多，未取的变更即将超过保留期',
      en: 'The subscription is far behind: what it has not taken will soon be older than what is kept',
    },
    mend: {
      zh: '请尽快取走或恢复推送；超期后只能重新取一次全量',
      en: 'Take the changes or mend the webhook soon; afterwards only a whole reading helps',
    },
  },
  changesLost: {
    code: 'streams.changes-lost',
    text: {
      zh: '未取的变更超过保留期或容量上限，已被清理，订阅已暂停',
      en: 'Changes not taken were older or more than is kept and are gone; the subscription is paused',
    },
    mend: {
      zh: '恢复后从现存最早处继续；请让线路重做一次快照，使接收方补齐',
      en: 'Resumed, it goes on with the oldest there is; have the line take a new snapshot so that the receiver becomes whole',
    },
  },
} as const;
