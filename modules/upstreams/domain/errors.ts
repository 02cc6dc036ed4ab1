import { defineErrors } from '@platform/kernel';

export const upstreamErrors = defineErrors('upstreams', {
  unknownService: {
    status: 404,
    zh: '没有上级服务“{service}”。请到“上级服务”中查找。',
    en: 'There is no service "{service}" of a level above. Look for it under Upstream services.',
  },
  unknownPlatform: {
    status: 404,
    zh: '没有上级平台“{platform}”。请从列表中选择。',
    en: 'There is no platform "{platform}" above; choose one of the list.',
  },
  unknownResource: {
    status: 404,
    zh: '上级目录中没有“{resource}”。请先更新上级目录，再从中选择。',
    en: 'The catalogue above has no "{resource}". Renew it first, then choose from it.',
  },
  unknownUpward: {
    status: 404,
    zh: '没有这条上行记录。请回到列表查看。',
    en: 'There is no such record. Look at the list again.',
  },
  notProvisioned: {
    status: 409,
    zh: '上级平台“{platform}”尚未开通：缺少{missing}。取得上级平台发放的凭据后，请数据专员在“上级服务”中填写。',
    en: 'The platform "{platform}" above is not provisioned: {missing} missing. Once it has issued credentials, the data officer enters them under Upstream services.',
  },
  paused: {
    status: 409,
    zh: '上级服务“{service}”已由本市暂停：{reason}。需要时请联系市数据局。',
    en: 'The service "{service}" was paused here: {reason}. Ask the data bureau if you need it.',
  },
  noGrant: {
    status: 403,
    zh: '上级平台对“{service}”的授权{state}。请在“上级服务”中重新申请或续期。',
    en: 'The grant from above for "{service}" {state}. Apply for it, or renew it, under Upstream services.',
  },
  quota: {
    status: 429,
    zh: '“{service}”今天已用完上级平台给的 {limit} 次调用，明天 0 时起可用。急需时请向上级平台申请增加。',
    en: 'Today’s {limit} calls that the level above allows for "{service}" are used up; it opens again at midnight. Ask the level above for more if it is urgent.',
  },
  badParameters: {
    status: 400,
    zh: '上级服务“{service}”的参数不对：{what}。',
    en: 'The parameters of "{service}" are not right: {what}.',
  },
  refused: {
    status: 422,
    zh: '上级平台“{platform}”没有办理：{words}（代码 {code}）。',
    en: 'The platform "{platform}" above refused: {words} (code {code}).',
  },
  unreachable: {
    status: 503,
    zh: '上级平台“{platform}”没有应答（{reason}），已试 {tries} 次。请稍后再试；持续不通请联系上级平台。',
    en: 'The platform "{platform}" above did not answer ({reason}) in {tries} tries. Try again later; if it lasts, call the level above.',
  },
  open: {
    status: 503,
    zh: '上级服务“{service}”连续出错，已暂时停止调用，{seconds} 秒后自动再试。',
    en: 'The service "{service}" above failed several times in a row; calls rest and are tried again in {seconds} seconds.',
  },
  busy: {
    status: 503,
    zh: '上级服务“{service}”同时调用过多，请几秒后再试。',
    en: 'Too many calls of "{service}" at once; try again in a few seconds.',
  },
  repeated: {
    status: 409,
    zh: '流水号为 {id} 的调用已经发出过，不会再发一次。请查看调用记录。',
    en: 'The call with serial number {id} was sent already and is not sent again. See the calls.',
  },
  alreadyAsked: {
    status: 409,
    zh: '对这个上级资源已有正在办理的申请，请等待上级平台答复。',
    en: 'An application for this resource is already with the level above; wait for its answer.',
  },
  settled: {
    status: 409,
    zh: '这条记录已经处理完，不能再操作。请刷新后查看。',
    en: 'That record is settled already. Look at it again.',
  },
  noBusiness: {
    status: 409,
    zh: '上级平台“{platform}”没有提供目录和申请接口，请按其线下流程办理。',
    en: 'The platform "{platform}" offers no interfaces for its catalogue and applications; use its own procedure.',
  },
  addressRefused: {
    status: 400,
    zh: '地址 {host} 不允许访问。请填写上级平台在政务外网上的地址。',
    en: 'The address {host} may not be reached. Give the platform’s address on the government network.',
  },
  unknownOrganisation: {
    status: 422,
    zh: '没有机构“{organisation}”，请从列表中选择。',
    en: 'There is no organisation "{organisation}"; choose one of the list.',
  },
  nothingToReport: {
    status: 409,
    zh: '没有需要上报的目录：已发布的目录当前版本都已上报。',
    en: 'There is nothing to report: the present version of every published entry was reported.',
  },
});
