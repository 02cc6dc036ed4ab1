import type { Language } from '@platform/kernel';

/** A person using the services for themselves. `subject` is the blind index of their citizen id, never the id. */
export type PersonActor = { kind: 'person'; accountId: string; subject: string; language?: Language };

/** Someone who works in an organisation. */
export type StaffActor = {
  kind: 'staff';
  accountId: string;
  organisation: string;
  roles: readonly string[];
  permissions: ReadonlySet<string>;
  /** Organisations whose records they may see and act on: their own and, for some roles, those below or all. */
  organisations: 'all' | readonly string[];
};

/** A department's system, known by its key and signature. */
export type ApplicationActor = { kind: 'application'; applicationId: string; organisation: string };

export type SystemActor = { kind: 'system'; name: string };

export type Actor = { kind: 'anonymous' } | PersonActor | StaffActor | ApplicationActor | SystemActor;

/** How an actor is written in audit entries. */
export function actorLabel(actor: Actor): { kind: Actor['kind']; id: string; organisation: string | null } {
  switch (actor.kind) {
    case 'anonymous':
      return { kind: 'anonymous', id: '', organisation: null };
    case 'person':
      return { kind: 'person', id: actor.accountId, organisation: null };
    case 'staff':
      return { kind: 'staff', id: actor.accountId, organisation: actor.organisation };
    case 'application':
      return { kind: 'application', id: actor.applicationId, organisation: actor.organisation };
    case 'system':
      return { kind: 'system', id: actor.name, organisation: null };
  }
}

/** Whether a staff actor may see and act on records of `organisation`. */
export function inScope(actor: StaffActor, organisation: string): boolean {
  return actor.organisations === 'all' || actor.organisations.includes(organisation);
}
