// Licences, reads of data, sign-in and verdicts for the mock server; see sample.ts.
import type { DataRead, LicenceListing, MyLicence, SignInPage, Verdict } from '@yiwang/ui/api/types.ts';
import { approved, guide, OFFICE, text } from './sample.ts';

const card: LicenceListing = {
  id: 'l-1',
  identifier: '1.2.156.3005.2.12999900TENN15003J001.12999900TENN15003J.000001.001.K',
  title: text('网球会员证', 'Tennis membership card'),
  template: 'tennis-membership-card',
  issuer: 'tennis-club-office',
  caseNo: 'TCO-2026-000001',
  issuerName: OFFICE,
  status: 'valid',
  statusTitle: text('有效', 'Valid'),
  issuedAt: '2026-11-22T06:05:03Z',
  validUntil: '2027-11-21',
  fields: [
    { name: 'name', title: text('姓名', 'Name'), value: '段晓拍' },
    { name: 'court', title: text('常用场地', 'Usual court'), value: '红土' },
    { name: 'memberSince', title: text('入会日期', 'Member since'), value: '2026-11-22' },
  ],
  colour: '#1b7f4b',
};
const { validUntil: _never, ...unlimited } = card;
const PERMANENT: LicenceListing = {
  ...unlimited,
  id: 'l-3',
  title: text('裁判员证', 'Umpire card'),
  fields: [
    { name: 'name', title: text('姓名', 'Name'), value: '段晓拍' },
    { name: 'issuedOn', title: text('发证日期', 'Issued on'), value: '2026-11-22' },
  ],
};
export const licences: LicenceListing[] = [
  card,
  {
    ...card,
    id: 'l-2',
    status: 'suspended',
    statusTitle: text('已暂停', 'Suspended'),
    title: text('球场使用证', 'Court permit'),
  },
  PERMANENT,
];

const SQUARES = Array.from({ length: 21 * 21 }, (_, at) =>
  (at * 7919) % 5 < 2 ? `M${at % 21} ${Math.floor(at / 21)}h1v1h-1z` : '',
).join('');
export const licence = (id: string): MyLicence => ({
  ...(licences.find((one) => one.id === id) ?? card),
  qrSvg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><path d="${SQUARES}" fill="#000"/></svg>`,
  verifyUrl: '/verify?t=good',
  caseNo: approved.caseNo,
  history: [
    { at: '2026-11-22T06:05:03Z', text: text('签发', 'Issued') },
    ...(id === 'l-2'
      ? [{ at: '2026-11-22T08:00:00Z', text: text('经核实离会，中止使用', 'Suspended after a check: left the club') }]
      : []),
  ],
  ...(id === 'l-2'
    ? {
        notice: {
          reason: text('经核实您已离会，会员证暂停使用', 'You have left the club; the card is suspended'),
          kind: 'suspended',
          evidence: text('球员名册中的状态变为“已离会”', 'The status on the players\' roll became "left the club"'),
          finding: '电话核实属实',
          at: '2026-11-22T08:00:00Z',
          organisationName: OFFICE,
          objectUntil: '2026-11-29',
          mayObject: true,
          remedies: [
            text('2026-11-29 前可在本页陈述申辩', 'You may object on this page until 2026-11-29'),
            text('可在六十日内申请行政复议', 'You may apply for review within sixty days'),
          ],
        },
      }
    : {}),
});

const READ_ITEMS = [
  { name: 'name', title: text('姓名', 'Name') },
  { name: 'birth_date', title: text('出生日期', 'Date of birth') },
  { name: 'address', title: text('住址', 'Address') },
  { name: 'state', title: text('状态', 'Status') },
];

export const reads = (count: number, first = 0): DataRead[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `r-${String(1000 + first + index)}`,
    at: new Date(Date.UTC(2026, 10, 22, 6, 5) - (first + index) * 5_400_000).toISOString(),
    organisation: 'tennis-club-office',
    organisationName: OFFICE,
    what: text('球员名册', "Players' roll"),
    fields: READ_ITEMS.map((item) => item.title),
    items: READ_ITEMS,
    receipt: false,
    purpose: text('办理网球会员入会', 'Handling tennis club membership'),
    caseNo: approved.caseNo,
    matterTitle: guide.title,
    legalBasis: text('《球场市网球俱乐部章程》第三条', 'Court City Tennis Club Statutes, Article 3'),
    channel: 'interface',
  }));

export const signIn: SignInPage = {
  app: 'portal',
  demoAccounts: [
    {
      login: 'player',
      kind: 'person',
      title: text('可当场通过的普通球员', 'An ordinary player whose membership is decided at once'),
      password: 'demo-only',
    },
    {
      login: 'waiting',
      kind: 'person',
      title: text('在候补名单上，转人工', 'On the waiting list: goes to a clerk'),
      password: 'demo-only',
    },
  ],
};

export const verdict = (token: string): Verdict => {
  const kinds = ['valid', 'suspended', 'revoked', 'expired', 'forged', 'unknown'] as const;
  const kind = token === 'good' ? 'valid' : (kinds.find((one) => one === token) ?? 'unknown');
  const shown = kind !== 'forged' && kind !== 'unknown';
  return {
    verdict: kind,
    reason: {
      valid: text('签名有效，证照正常使用中', 'The signature is good and the licence is in force'),
      suspended: text('证照真实，但已中止使用', 'Genuine, but suspended'),
      revoked: text('证照真实，但已注销', 'Genuine, but revoked'),
      expired: text('证照真实，但已过有效期', 'Genuine, but expired'),
      forged: text(
        '内容与签名不符，可能被改动过',
        'The content does not match its signature; it may have been altered',
      ),
      unknown: text('没有找到可以核验的内容', 'Nothing to verify was found'),
    }[kind],
    checkedAt: '2026-11-22T06:10:00Z',
    ...(shown
      ? {
          licence: {
            identifier: card.identifier,
            title: card.title,
            issuerName: OFFICE,
            holder: '段**',
            issuedAt: card.issuedAt,
            validUntil: '2027-11-21',
            fields: [{ title: text('姓名', 'Name'), value: '段**' }],
          },
        }
      : {}),
  };
};
