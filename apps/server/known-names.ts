import { RESIDENT, ROLES } from '@platform/access';
import type { KnownNames } from '@platform/packs';
import { DIRT_KINDS, GENERATOR_NAMES } from '@apps/demo-departments';
import { composeForDescription } from './described.ts';

/** Names that code, not packs, defines: what packs may say of measures, roles, and the demo departments' generators. */
export function knownNames(): KnownNames {
  return {
    measures: composeForDescription()
      .measures()
      .map((measure) => measure.id),
    roles: [RESIDENT, ...ROLES.map((role) => role.id)],
    generators: GENERATOR_NAMES,
    dirt: DIRT_KINDS,
  };
}
