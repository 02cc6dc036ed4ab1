import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { citizenIdCheckDigit, type PlainDate } from '@platform/kernel';
import { loadPacks, type PackSet, type ScenarioApplicant } from '@platform/packs';

/** What everyone of the bench does: what the applicant of one of the packs' own stories does. */
export type Story = {
  packs: PackSet;
  packIds: string[];
  scenario: string;
  matter: string;
  today: PlainDate;
  form: Record<string, unknown>;
  /** By registry, what it holds of each of them. */
  data: Record<string, Record<string, string | number | boolean | null>>;
  /** Any number of people like the story's, no two with the same (invented) citizen id. */
  person(index: number): ScenarioApplicant;
};

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/**
 * The first story of the packs in use (YIWANG_PACKS, else as a fresh clone has it) in which the first round's submit is decided
 * favourably at once and a licence is issued; of `matter` when named.
 */
export function readStory(matter?: string): Story {
  const defaults = join(REPOSITORY, 'yiwang.env');
  const named =
    process.env['YIWANG_PACKS'] ??
    (existsSync(defaults) ? parseEnv(readFileSync(defaults, 'utf8'))['YIWANG_PACKS'] : undefined) ??
    '';
  const packIds = named
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  const packs = loadPacks({ folder: resolve(REPOSITORY, process.env['YIWANG_PACKS_FOLDER'] ?? 'packs'), ids: packIds });
  for (const { id, value } of packs.all('scenarios')) {
    if (matter !== undefined && value.matter !== matter) continue;
    const round = value.rounds.find(({ when }) => when.length > 0);
    const [act] = round?.when ?? [];
    if (!round || !act || !('submit' in act) || round.when.length !== 1) continue;
    if (round.then.case?.outcome !== 'approve' || packs.get('matters', value.matter).value.result.licence === undefined)
      continue;
    const { applicant, today, data = {} } = value.given;
    const { name, birthDate, sex = '1' } = applicant;
    return {
      packs,
      packIds,
      scenario: id,
      matter: value.matter,
      today,
      form: act.submit.form,
      data,
      person: (index) => ({ name, birthDate, sex, citizenId: citizenIdAt(index, birthDate, sex) }),
    };
  }
  throw new Error(
    `None of the packs ${packIds.join(', ')} has a scenario that is decided favourably at once and leads to a licence.`,
  );
}

/** 99 and four digits of place, birth date, three digits whose last is odd for men (GB 11643), check digit. */
function citizenIdAt(index: number, birthDate: PlainDate, sex: '1' | '2'): string {
  const place = String(Math.floor(index / 500) % 10_000).padStart(4, '0');
  const order = String((index % 500) * 2 + (sex === '1' ? 1 : 0)).padStart(3, '0');
  const first17 = `99${place}${birthDate.replaceAll('-', '')}${order}`;
  return `${first17}${citizenIdCheckDigit(first17)}`;
}
