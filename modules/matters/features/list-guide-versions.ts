import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { PARTS } from '../changes/element-names.ts';
import type { Own } from '../deps.ts';
import { differences } from '../domain/diff.ts';
import { matterErrors } from '../errors.ts';
import { versionDates, type MatterVersion } from '../store/matter-versions.ts';

const OTHER: LocalText = { zh: '其他要素', en: 'other elements' };
const RULES: LocalText = { zh: '审查规则', en: 'rules of the decision' };
/** The versions of a guide that were in use, the newest first, each with what changed from the one before, for everyone. */
export function listGuideVersions(own: Own): Feature {
  return feature({
    name: 'matters.list-guide-versions',
    method: 'GET',
    path: '/api/matters/:id/versions',
    summary: { zh: '办事指南的历次版本', en: 'The versions of a guide' },
    access: { public: true },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          version: Type.String(),
          /** First used. */
          at: Type.String(),
          inUse: Type.Boolean(),
          /** What changed from the version before; empty for the first. */
          changed: Type.Array(LocalText),
        }),
      ),
    }),
    async handle(_context, { params: { id } }) {
      const matter = own.book.find(id);
      if (!matter) throw matterErrors.unknownMatter();
      // One published this moment by another process may not have come here yet.
      const known = (await own.database.read((tx) => versionDates(tx, id))).filter(({ version }) =>
        own.book.has(id, version),
      );
      const current = ({ version }: { version: string }): number => Number(version === matter.version);
      const dates = known.sort((a, b) => b.at.getTime() - a.at.getTime() || current(b) - current(a));
      return {
        items: dates.map(({ version, at }, index) => {
          const before = dates[index + 1];
          return {
            version,
            at: at.toISOString(),
            inUse: version === matter.version,
            changed: before ? changedParts(own.book.version(id, before.version), own.book.version(id, version)) : [],
          };
        }),
      };
    },
  });
}

function changedParts(before: MatterVersion, after: MatterVersion): LocalText[] {
  const { version: _before, ...was } = before.matter;
  const { version: _after, ...is } = after.matter;
  const parts = new Set(differences(was, is).map(({ path: [first = ''] }) => PARTS[first] ?? OTHER));
  if (before.decisionFile !== after.decisionFile) parts.add(RULES);
  // Nothing an applicant would see: a process drawn anew, say.
  if (parts.size === 0) parts.add(OTHER);
  return [...parts].sort((a, b) => Number(a === OTHER) - Number(b === OTHER));
}
