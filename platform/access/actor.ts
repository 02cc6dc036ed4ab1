import type { Language } from '@platform/kernel';

/** The firm for which a person acts by a mandate, and what that lets them do. `subject` is the blind index of its credit code. */
export type ActingFor = { firm: string; subject: string; mandate: string; scope: readonly string[] };

/**
 * A person using the services, for themselves or for a firm. `subject` is the blind index of their own citizen id, never the id; what is
 * about the firm is found by `actingFor.subject`.
 */
export type PersonActor = {
  kind: 'person';
  accountId: string;
  subject: string;
  actingFor?: ActingFor;
  language?: Language;
};

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

/** How an actor is written in audit entries: who acts for a firm as both, the person and `firm:<id>`. */
export function actorLabel(actor: Actor): { kind: Actor['kind']; id: string; organisation: string | null } {
  switch (actor.kind) {
    case 'anonymous':
      return { kind: 'anonymous', id: '', organisation: null };
    case 'person':
      return {
        kind: 'person',
        id: actor.accountId,
        organisation: actor.actingFor ? `firm:${actor.actingFor.firm}` : null,
      };
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
