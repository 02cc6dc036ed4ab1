// Cases taken in at a window for who came (modules/cases, window/).
import { request, type Answer, type ItemOf, type MyCase } from '@yiwang/ui';

export type Visitor = Answer<'cases.receive-visitor'>;
export type VisitorCase = Visitor['cases'][number];
export type VisitorMatter = Visitor['matters'][number];
export type AtWindow = ItemOf<'cases.list-at-window'>;
export type CaseVisit = Answer<'cases.count-visit'>['visits'][number];
export type WindowPlace = ItemOf<'cases.list-window-places'>;
export const SHOWN = ['id-card', 'electronic-id', 'household-book', 'passport', 'business-licence'] as const;
export const WHYS = ['hand-in', 'correction', 'pick-up', 'on-site'] as const;
export type VisitWhy = (typeof WHYS)[number];
export type WhoCame = {
  kind: 'person' | 'firm';
  number: string;
  name?: string;
  shown: (typeof SHOWN)[number];
  acts: 'self' | 'agent' | 'legal-representative';
  agent?: { name: string; number: string };
  place?: { point: string; window: string };
};
/** What the portal shows its applicant too, without what only a running case has. */
export type WindowCase = MyCase & { applicant?: { name: string; number: string } };

const one = (id: string) => `/api/window/cases/${encodeURIComponent(id)}`;
export const receiveVisitor = (body: WhoCame) => request<Visitor>('POST', '/api/window/visitors', { body });
export const fetchVisitor = (id: string) => request<Visitor>('GET', `/api/window/visitors/${encodeURIComponent(id)}`);
export const fetchWindowPlaces = () => request<Answer<'cases.list-window-places'>>('GET', '/api/window/places');
export const fetchAtWindow = () => request<Answer<'cases.list-at-window'>>('GET', '/api/window/cases');
export const openAtWindow = (visitor: string, matter: string) =>
  request<WindowCase>('POST', '/api/window/cases', { body: { visitor, matter } });
export const correctAtWindow = (id: string, visitor: string) =>
  request<WindowCase>('POST', `${one(id)}/correct`, { body: { visitor } });
export const fetchWindowCase = (id: string) => request<WindowCase>('GET', one(id));
export const receiptAddress = (id: string) => `${one(id)}/receipt`;
/** The application form blank, to be filled in by hand. */
export const blankFormAddress = (matter: string) => `/api/matters/${encodeURIComponent(matter)}/forms/blank`;
export const windowFormAddress = (id: string) => `${one(id)}/application-form`;
export const countVisitAtWindow = (id: string, visitor: string, why: VisitWhy) =>
  request<{ visits: CaseVisit[] }>('POST', `${one(id)}/visits`, { body: { visitor, why } });
export const countVisit = (id: string, why: VisitWhy) =>
  request<{ visits: CaseVisit[] }>('POST', `/api/work/cases/${encodeURIComponent(id)}/visits`, { body: { why } });
export const takeVisitBack = (visit: string, reason: string) =>
  request<{ visits: CaseVisit[] }>('POST', `/api/work/visits/${encodeURIComponent(visit)}/take-back`, {
    body: { reason },
  });
export const takeVisitBackAtWindow = (visit: string, reason: string) =>
  request<{ visits: CaseVisit[] }>('POST', `/api/window/visits/${encodeURIComponent(visit)}/take-back`, {
    body: { reason },
  });
