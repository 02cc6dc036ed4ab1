import { defineErrors } from '@platform/kernel';
import type { Actor, ApplicationActor, PersonActor, StaffActor } from './actor.ts';
import { findRole } from './roles.ts';

/** Who may use a feature. There is no default: every feature states it. */
export type Access =
  | { public: true }
  | { signedIn: 'person' | 'staff' | 'any' }
  | { permission: string }
  | { application: true };

export const accessErrors = defineErrors('access', {
  signInFirst: {
    status: 401,
    zh: '请先登录。登录可能已过期，您填写的内容已保留在本页。',
    en: 'Please sign in first. Your session may have ended; what you typed is still on this page.',
  },
  notAllowed: {
    status: 403,
    zh: '您没有做这件事的权限（{permission}）。需要时请联系本单位管理员。',
    en: 'You do not have the right to do this ({permission}). If you need it, ask your organisation’s administrator.',
  },
  forPeople: {
    status: 403,
    zh: '这个功能供个人办事使用。请退出后用个人账号在政务服务门户登录。',
    en: 'This is for residents. Please sign out and sign in to the public portal with a personal account.',
  },
  forStaff: {
    status: 403,
    zh: '这个功能供工作人员使用。请退出后用工作人员账号在工作台登录。',
    en: 'This is for staff. Please sign out and sign in to the console with a staff account.',
  },
  forApplications: {
    status: 403,
    zh: '这个接口供部门的业务系统调用，请使用应用密钥签名。',
    en: 'This is for departments’ systems; sign the request with an application key.',
  },
  notInMandate: {
    status: 403,
    zh: '您的经办人授权不包括代企业办事。请由企业的法定代表人在“经办人授权”里增加，或切换到个人身份。',
    en: 'Your mandate does not let you use services for the firm. Ask its legal representative to add it, or act for yourself.',
  },
  rolesApart: {
    status: 409,
    zh: '系统、安全、审计三类管理员必须由不同的人担任。',
    en: 'System, security and audit administrators must be different people.',
  },
  unknownRole: {
    status: 400,
    zh: '没有名为 {role} 的角色，请从角色列表中选择。',
    en: 'There is no role named {role}; please choose from the list of roles.',
  },
});

/** Refuses an actor whom the rule does not let in. */
export function demand(access: Access, actor: Actor): void {
  if ('public' in access) return;
  if (actor.kind === 'anonymous') throw accessErrors.signInFirst();
  if ('signedIn' in access) {
    if (access.signedIn === 'any') return;
    if (actor.kind !== access.signedIn)
      throw access.signedIn === 'person' ? accessErrors.forPeople() : accessErrors.forStaff();
    return;
  }
  if ('application' in access) {
    if (actor.kind !== 'application') throw accessErrors.forApplications();
    return;
  }
  if (actor.kind === 'system') return;
  if (actor.kind !== 'staff' || !actor.permissions.has(access.permission)) {
    throw accessErrors.notAllowed({ permission: access.permission });
  }
}

/** The permissions of a set of roles, refusing unknown ones and two of the three administrators together. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<string> {
  const found = roles.map((id) => {
    const role = findRole(id);
    if (!role) throw accessErrors.unknownRole({ role: id });
    return role;
  });
  if (found.filter((role) => role.apart).length > 1) throw accessErrors.rolesApart();
  return new Set(found.flatMap((role) => role.permissions));
}

/** The actor as a person; a feature whose access rule says `signedIn: 'person'` gets nothing else. */
export function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw accessErrors.signInFirst();
  return actor;
}

/** What a mandate must let someone do before they use services for the firm: apply, follow, hold its licences. */
const SERVICES = 'services';

/**
 * Whose services a person uses now: the firm's for which they act, else their own. What is the firm's is found by this, whoever of its people asks.
 * @returns the blind index of the citizen id or of the credit code
 * @throws access.not-in-mandate
 */
export function applicantSubject({ subject, actingFor }: PersonActor): string {
  if (actingFor === undefined) return subject;
  if (!actingFor.scope.includes(SERVICES)) throw accessErrors.notInMandate();
  return actingFor.subject;
}

export function asStaff(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw accessErrors.signInFirst();
  return actor;
}

export function asApplication(actor: Actor): ApplicationActor {
  if (actor.kind !== 'application') throw accessErrors.signInFirst();
  return actor;
}
