import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPacks, formatFault, loadPacks } from './index.ts';

const real = join(import.meta.dirname, '../../packs');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packs-'));
  cpSync(join(real, 'tennis-club'), join(folder, 'tennis-club'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, 'tennis-club', name);
const read = (name: string): string => readFileSync(path(name), 'utf8');

/** Writes a fault into one file of the pack and gives back what the check says, without the temporary folder's name. */
function plant(name: string, from: string | RegExp, to: string): string[] {
  const before = read(name);
  const after = before.replace(from, to);
  expect(after, `"${String(from)}" stands in ${name}`).not.toBe(before);
  writeFileSync(path(name), after);
  return lines(['tennis-club']);
}

function lines(ids: string[]): string[] {
  return checkPacks({ folder, ids }).map((fault) => formatFault(fault).replace(`${folder}/`, ''));
}

describe('a pack in order', () => {
  test('gives its definitions by kind and id, with where they stand', () => {
    const packs = loadPacks({ folder, ids: ['tennis-club'] });
    expect(packs.packs.map((pack) => `${pack.id} ${pack.version}`)).toEqual(['tennis-club 1.0.0']);
    expect(packs.all('organisations').map((one) => one.id)).toEqual([
      'courts-bureau',
      'club-data-office',
      'tennis-club-office',
    ]);
    const matter = packs.get('matters', 'tennis-membership');
    expect(matter).toMatchObject({
      pack: 'tennis-club',
      packVersion: '1.0.0',
      line: 1,
      folder: 'tennis-club/matters/tennis-membership',
    });
    expect(JSON.parse(packs.readText(`${matter.folder}/${matter.value.form}`))).toHaveProperty('properties.phone');
    expect(packs.get('organisations', 'tennis-club-office').line).toBe(14);
    expect(packs.get('texts', 'city.name').value).toEqual({ zh: '球场市', en: 'Court City' });
    expect(packs.get('grants', 'player-facts/cases').value.fields).toContain('status');
    expect(packs.find('matters', 'no-such')).toBeUndefined();
    expect(() => packs.get('matters', 'no-such')).toThrow('no-such');
    expect(() => packs.readText('../secret')).toThrow('no file');
  });

  test('cannot be changed by a module', () => {
    const packs = loadPacks({ folder, ids: ['tennis-club'] });
    const matter = packs.get('matters', 'tennis-membership');
    expect(() => {
      matter.value.title.zh = '别的';
    }).toThrow(TypeError);
    expect(() => (packs.all('matters') as unknown[]).push(1)).toThrow(TypeError);
  });

  test("a definition's hash follows its content and its companion files, not the order of its lines", () => {
    const hash = (): string => loadPacks({ folder, ids: ['tennis-club'] }).get('matters', 'tennis-membership').hash;
    const before = hash();
    const yaml = read('matters/tennis-membership/matter.yaml');
    writeFileSync(
      path('matters/tennis-membership/matter.yaml'),
      yaml.replace('phone: 0990-12345\n', '').replace('visits:', 'phone: 0990-12345\nvisits:'),
    );
    expect(hash()).toBe(before);
    plant('matters/tennis-membership/decision.dmn', 'Free to join', 'Free to enter');
    expect(hash()).not.toBe(before);
  });
});

describe('a planted fault is told with its place and what was meant', () => {
  test.each([
    [
      'grants/membership.yaml',
      'interface: player-facts',
      'interface: player-fact',
      'tennis-club/grants/membership.yaml:2:16 There is no interface "player-fact"; did you mean "player-facts"?',
    ],
    [
      'resources/players-roll.yaml',
      'codeTable: player-status',
      'codeTable: player-state',
      'tennis-club/resources/players-roll.yaml:18:77 There is no code table "player-state"; did you mean "player-status"?',
    ],
    [
      'sources/players-file.yaml',
      'item: birth_date',
      'item: birthdate',
      'tennis-club/sources/players-file.yaml:15:13 There is no item "birthdate"; did you mean "birth_date"?',
    ],
    [
      'sources/players-file.yaml',
      'connector: csv',
      'connector: cvs',
      'tennis-club/sources/players-file.yaml:6:12 "cvs" is not a known value; did you mean "csv"?',
    ],
    [
      'registries/players.yaml',
      'item: status',
      'item: state',
      'tennis-club/registries/players.yaml:11:105 There is no item "state"; did you mean "status"?',
    ],
    [
      'interfaces/player-facts.yaml',
      'registry: players',
      'registry: player',
      'tennis-club/interfaces/player-facts.yaml:3:11 There is no registry "player"; did you mean "players"?',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'age: $applicant.age',
      'age: $form.telephone',
      'There is no field in the form of "tennis-membership": "telephone"',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'status: $data.players.status',
      'status: $data.players.citizen_id',
      'There is no data that "tennis-membership" may read by a granted prefill interface: "players.citizen_id"',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'decision: membership',
      'decision: member-ship',
      'There is no decision "member-ship"; did you mean "membership"?',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'birthDate: birth_date',
      'birthDay: birth_date',
      'There is no form field "birthDay"; did you mean "birthDate"?',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'purpose: tennis-membership',
      'purpose: tennis',
      'There is no granted purpose "tennis"',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'licence: tennis-membership-card',
      'licence: tennis-card',
      'There is no licence template "tennis-card"',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      '12999900TENN15003J3',
      '12999900TENN15003J4',
      'Must be credit code, use level and catalog code joined: 12999900TENN15003J3992000001001',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'taskType: "20"',
      'taskType: 20',
      'Must be a text, not "20": put it in quotes',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      'summary: {',
      'sumary: {',
      'Unknown field "sumary"; did you mean "summary"?',
    ],
    [
      'matters/tennis-membership/matter.yaml',
      /phone: 0990.*\n/,
      '',
      'tennis-club/matters/tennis-membership/matter.yaml:1:1 "phone" is missing',
    ],
    [
      'matters/tennis-membership/form.json',
      '"mobile-phone"',
      '"mobile"',
      'tennis-club/matters/tennis-membership/form.json:10:44 There is no format "mobile"',
    ],
    [
      'matters/tennis-membership/form.json',
      '"maxLength": 200',
      '"maxLenght": 200',
      'Forms do not support the keyword "maxLenght"',
    ],
    [
      'matters/tennis-membership/form.json',
      '"maxLength": 200',
      '"maxLength": 200, "pattern": "^([a-z]+ ?)+$"',
      'Over some answers this pattern takes for ever',
    ],
    ['organisations/club.yaml', '12999900TENN15003J', '12999900TENN15003K', 'is not a unified social credit code'],
    [
      'organisations/club.yaml',
      'parent: courts-bureau',
      'parent: tennis-club-office',
      '"tennis-club-office" stands above itself',
    ],
    [
      'accounts/demo.yaml',
      'sampleKey: keen-player',
      'sampleKey: keen-players',
      'There is no guaranteed sample person "keen-players"; did you mean "keen-player"?',
    ],
    ['licences/tennis-membership-card.yaml', 'field: status', 'field: address', 'does not watch "address"'],
    ['licences/tennis-membership-card.yaml', 'becomes: ["3"]', 'becomes: ["9"]', 'There is no code "9"'],
    [
      'boards/club.yaml',
      'memberships-today',
      'membership-today',
      'There is no indicator "membership-today"; did you mean "memberships-today"?',
    ],
    [
      'scenarios/membership.yaml',
      'reason: too-young',
      'reason: to-young',
      'There is no reason code "to-young"; did you mean "too-young"?',
    ],
    [
      'sample/players.yaml',
      '- { column: 生日',
      '- { column: 出生',
      'Column "生日", which the source maps, is not generated',
    ],
    [
      'sample/players.yaml',
      'rows: { ofPeople: 0.2 }',
      'rows: { ofPeople: 0.2 }\n    activity: { everySeconds: 1, column: 姓名, values: [甲, 乙] }',
      'activity is for tables of a database only',
    ],
    ['calendar/club.yaml', '2026-09-10', '2026-02-30', 'is not written as it must be: YYYY-MM-DD'],
    [
      'divisions/court-city.json',
      '"parent": "999900"',
      '"parent": "999999"',
      'tennis-club/divisions/court-city.json:4:108 There is no division "999999"; did you mean "999900"?',
    ],
    ['boundaries/court-city.geojson', '"code": "999901"', '"code": "999991"', 'There is no division "999991"'],
    [
      'texts/club.yaml',
      'en: Court City }',
      'en: Court City, the real one }',
      'tennis-club/texts/club.yaml:2:41 Unknown field "the real one"; put a text that holds a comma in quotes',
    ],
    ['pack.yaml', 'version: 1.0.0', 'version: one', 'tennis-club/pack.yaml:2:10'],
    [
      'calendar/club.yaml',
      'dueHour: 24',
      'dueHour: 24\ncaseLimits:\n  stoppedHours: { supervisor: 8, inspection: 4 }',
      "tennis-club/calendar/club.yaml:7:46 Not fewer hours than the supervisor's 8",
    ],
    [
      'calendar/club.yaml',
      'dueHour: 24',
      'dueHour: 24\ncaseLimits: { acceptanceDays: 6 }',
      'tennis-club/calendar/club.yaml:6:31',
    ],
  ])('%s: %s → %s', (name, from, to, wanted) => {
    expect(plant(name, from, to).join('\n')).toContain(wanted);
  });

  test('one slip is one fault: what hangs on a faulty definition is not told as well', () => {
    expect(plant('resources/players-roll.yaml', 'updateCycle: daily', 'updateCycle: dayly')).toEqual([
      'tennis-club/resources/players-roll.yaml:9:14 "dayly" is not a known value; did you mean "daily"?',
    ]);
  });

  test('every fault of every file is told at once, and the error carries them', () => {
    plant('boards/club.yaml', 'memberships-today', 'x');
    plant('accounts/demo.yaml', 'kind: staff', 'kind: stuff');
    expect(() => loadPacks({ folder, ids: ['tennis-club'] })).toThrow(
      /packs\.faulty.*2 faults[\s\S]*accounts\/demo[\s\S]*boards\/club/,
    );
  });

  test('syntax, duplicate ids, strange files and folders', () => {
    writeFileSync(path('texts/more.yaml'), 'texts:\n  city.name: { zh: 甲, en: A }\n');
    writeFileSync(path('standards/broken.yaml'), 'id: [a\n');
    writeFileSync(path('notes.txt'), 'x');
    mkdirSync(path('licenses'));
    const text = lines(['tennis-club']).join('\n');
    expect(text).toContain('tennis-club/texts/more.yaml:2:14 "city.name" is already defined at');
    expect(text).toMatch(/standards\/broken\.yaml:2:1 Not valid YAML/);
    expect(text).toContain('notes.txt:1:1 Belongs to no kind');
    expect(text).toContain('tennis-club/licenses:1:1 Unknown folder "licenses"; did you mean "licences"?');
  });

  test('a file of a few lines cannot unfold into gigabytes', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefg'[i]},`.repeat(10)}]`),
    ];
    writeFileSync(path('standards/bomb.yaml'), bomb.join('\n'));
    expect(lines(['tennis-club']).join('\n')).toContain('Excessive alias count');
  });
});

describe('packs that need each other', () => {
  const manifest = (id: string, requires: string[]): void => {
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(
      join(folder, id, 'pack.yaml'),
      `id: ${id}\nversion: 1.0.0\ntitle: { zh: ${id}, en: ${id} }\nrequires: [${requires.join(', ')}]\n`,
    );
  };

  test('come after those they require, whatever order they are named in', () => {
    manifest('aces', ['tennis-club']);
    expect(loadPacks({ folder, ids: ['aces', 'tennis-club'] }).packs.map((pack) => pack.id)).toEqual([
      'tennis-club',
      'aces',
    ]);
  });

  test('an absent, misspelt or circular requirement is a fault', () => {
    manifest('aces', ['tennis-clubs']);
    manifest('a', ['b']);
    manifest('b', ['a']);
    const text = lines(['aces', 'tennis-club', 'a', 'b', 'tenis-club']).join('\n');
    expect(text).toContain(
      'aces/pack.yaml:1:1 Requires pack "tennis-clubs", which is not in use; did you mean "tennis-club"?',
    );
    expect(text).toContain('require each other');
    expect(text).toContain('There is no pack "tenis-club" (no pack.yaml); did you mean "tennis-club"?');
  });

  test('a name from a pack that is not required is a fault, though that pack is in use', () => {
    manifest('aces', []);
    mkdirSync(join(folder, 'aces/applications'));
    writeFileSync(
      join(folder, 'aces/applications/a.yaml'),
      'applications:\n  - { id: aces, title: { zh: 甲, en: A }, organisation: courts-bureau }\n',
    );
    expect(lines(['tennis-club', 'aces'])).toEqual([
      'aces/applications/a.yaml:2:56 "courts-bureau" belongs to pack "tennis-club": add it to requires in pack.yaml',
    ]);
  });
});

test('names that code defines are checked when they are passed', () => {
  const known = { measures: ['cases.submitted-today'], roles: ['resident', 'clerk'] };
  const faults = checkPacks({ folder, ids: ['tennis-club'], known }).map((fault) => fault.message.en);
  expect(faults).toEqual(['There is no measure "cases.submitted"; known: cases.submitted-today']);
});

describe('service points', () => {
  const file = 'service-points/court-city.yaml';
  test.each([
    ['[tennis-membership]', '[tennis-membershp]', 'There is no matter "tennis-membershp"'],
    ['division: "999901"', 'division: "999909"', 'There is no division "999909"'],
    ['organisation: tennis-club-office', 'organisation: tennis-office', 'There is no organisation "tennis-office"'],
    ['level: county', 'level: village', 'A point of Baseline District has the level "county"'],
    ['"13:30-17:00"', '"11:30-17:00"', '"11:30-17:00" overlaps other hours of the day'],
    ['"13:30-17:00"', '"17:30-17:00"', '"17:30-17:00" has to end after it begins'],
  ])('%s to %s is a fault with its place', (from, to, says) => {
    const told = plant(file, from, to);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`tennis-club/${file}:`);
    expect(told[0]).toContain(says);
  });
});
