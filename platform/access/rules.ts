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
  wrongKind: {
    status: 403,
    zh: '这个功能供{needed}使用，请换用相应的账号登录。',
    en: 'This is for {needed}; please sign in with such an account.',
  },
  rolesApart: {
    status: 409,
    zh: '系统、安全、审计三类管理员必须由不同的人担任。',
    en: 'System, security and audit administrators must be different people.',
  },
  unknownRole: {
    status: 400,
    zh: '没有名为 {role} 的角色。',
    en: 'There is no role named {role}.',
  },
});

const KIND_WORDS = { person: '个人', staff: '工作人员' } as const;

/** Refuses an actor whom the rule does not let in. */
export function demand(access: Access, actor: Actor): void {
  if ('public' in access) return;
  if (actor.kind === 'anonymous') throw accessErrors.signInFirst();
  if ('signedIn' in access) {
    if (access.signedIn === 'any') return;
    if (actor.kind !== access.signedIn) throw accessErrors.wrongKind({ needed: KIND_WORDS[access.signedIn] });
    return;
  }
  if ('application' in access) {
    if (actor.kind !== 'application') throw accessErrors.notAllowed({ permission: 'application' });
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

export function asStaff(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw accessErrors.signInFirst();
  return actor;
}

export function asApplication(actor: Actor): ApplicationActor {
  if (actor.kind !== 'application') throw accessErrors.signInFirst();
  return actor;
}
