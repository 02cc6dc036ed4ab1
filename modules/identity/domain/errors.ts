import { defineErrors } from '@platform/kernel';

export const identityErrors = defineErrors('identity', {
  wrongCredentials: {
    status: 401,
    zh: '账号或密码不正确，请核对后重试。连续 5 次不正确将暂停登录 15 分钟。',
    en: 'The account or the password is not right; please check and try again. After 5 failures in a row sign-in is paused for 15 minutes.',
  },
  locked: {
    status: 429,
    zh: '连续多次登录失败，已暂停登录，请 {minutes} 分钟后再试。忘记密码请联系管理员。',
    en: 'Sign-in failed too many times and is paused; please try again in {minutes} minute(s). If the password is forgotten, ask your administrator.',
  },
  signInExpired: {
    status: 410,
    zh: '登录页面已过期或已在别处完成，请重新登录。',
    en: 'This sign-in page has expired or was used already; please sign in again.',
  },
  signInFailed: {
    status: 500,
    zh: '登录没有成功，是系统的问题，不是您的。请重新登录；仍不行时请联系管理员。',
    en: 'Sign-in did not work, through a fault of ours. Please sign in again; if it stays, tell the administrator.',
  },
  wrongKindForPortal: {
    status: 403,
    zh: '这是工作人员账号，不能登录政务服务门户。请到工作台登录。',
    en: 'This is a staff account; it cannot sign in to the public portal. Please sign in at the console.',
  },
  wrongKindForStaff: {
    status: 403,
    zh: '这是个人账号，不能登录工作台或驾驶舱。请到政务服务门户登录。',
    en: 'This is a personal account; it cannot sign in to the console or the cockpit. Please sign in at the portal.',
  },
  accountDisabled: {
    status: 403,
    zh: '这个账号已停用。需要恢复时请联系本单位管理员。',
    en: 'This account is disabled. To have it restored, ask your organisation’s administrator.',
  },
  badReturn: {
    status: 400,
    zh: '登录后的返回地址无效，只能返回本网站的页面。请从本网站重新进入登录。',
    en: 'The address to return to after sign-in is not valid: only pages of this site are. Please start signing in from this site.',
  },
  unknownAccount: {
    status: 404,
    zh: '没有这个账号，请刷新账号列表。',
    en: 'There is no such account; please reload the list.',
  },
  notAPerson: {
    status: 409,
    zh: '这个账号不是个人账号，没有对应的个人信息。',
    en: 'This account does not belong to a person as a resident.',
  },
  loginTaken: { status: 409, zh: '登录名已被使用，请换一个。', en: 'This login name is taken; please choose another.' },
  weakPassword: {
    status: 400,
    zh: '密码至少 12 位，且不能包含登录名。',
    en: 'The password needs at least 12 characters and must not contain the login name.',
  },
  notYourOwn: {
    status: 409,
    zh: '不能修改自己的角色、状态或重置自己的密码，请由另一位管理员操作。',
    en: 'Nobody may change their own roles or state or reset their own password here; ask another administrator.',
  },
  administratorProtected: {
    status: 409,
    zh: '系统、安全、审计管理员的账号不能由别人停用或重置密码。请先由安全管理员取消其角色。',
    en: 'The account of a system, security or audit administrator cannot be disabled or given a password by others. The security administrator must take the role away first.',
  },
  setupClosed: {
    status: 409,
    zh: '初始管理员已经设置过，不能再次设置。请由现有管理员管理账号。',
    en: 'The first administrators exist already; ask them to manage accounts.',
  },
  wrongSetupToken: {
    status: 403,
    zh: '设置口令不正确。口令在数据目录的 setup-token 文件中。',
    en: 'The setup token is not right. It is in the file setup-token of the data folder.',
  },
  setupIncomplete: {
    status: 400,
    zh: '请一次设置系统、安全、审计三位管理员，登录名各不相同。',
    en: 'Set the system, the security and the audit administrator at once, with three different login names.',
  },
  unknownMandate: {
    status: 404,
    zh: '没有这项授权，或已经解除。请刷新后再看。',
    en: 'There is no such mandate, or it has ended. Reload and look again.',
  },
  notLegalRepresentative: {
    status: 403,
    zh: '只有企业的法定代表人可以查看和管理经办人。请由法定代表人登录后办理。',
    en: 'Only the firm’s legal representative sees and names its agents. Ask them to sign in.',
  },
  noSuchPerson: {
    status: 404,
    zh: '没有姓名和身份证号码都相符的个人账号。请核对；对方须先有本网站的个人账号。',
    en: 'No personal account has this name together with this citizen id. Check both; the agent needs a personal account here first.',
  },
  notACitizenId: {
    status: 400,
    zh: '不是有效的身份证号码（请检查位数和末位校验码）。',
    en: 'Not a valid citizen id (check its length and check digit).',
  },
  badCreditCode: {
    status: 400,
    zh: '统一社会信用代码不正确（18 位，末位为校验码）。请核对营业执照。',
    en: 'Not a valid social credit code (18 places, the last a check character). Compare it with the licence.',
  },
  agentAlready: {
    status: 409,
    zh: '这个人已经可以代表这家企业办事。要更改授权，请先解除再重新授权。',
    en: 'This person may act for the firm already. To change that, end the mandate first and give it anew.',
  },
  badMandatePeriod: {
    status: 400,
    zh: '有效期不对：开始日期不能早于今天，截止日期不能早于开始日期，最长 {days} 天。',
    en: 'The period is wrong: it begins today or later, ends on or after its first day, and lasts {days} days at most.',
  },
  registeredRepresentative: {
    status: 409,
    zh: '法定代表人以市场监管部门的登记为准，不能在这里解除。变更登记后会自动更新。',
    en: 'Who the legal representative is follows the market register and is not ended here; it changes with the registration.',
  },
});
