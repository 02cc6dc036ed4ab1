import { position, type InstanceState, type Position, type ProcessModel, type TokenRow } from '@platform/process';
import { fillText } from '@platform/kernel';
import { placesAfter, placesToReturn, titleOf, type Place } from '../flow/places.ts';
import { modelNamed, type CaseProcess } from '../flow/process-models.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { FlowRows } from '../store/flow-rows.ts';
import type { Inside, ProcessPosition } from './inside-shape.ts';

/** The picture of the case's process in the version it keeps, with where it is; those it calls beside it. */
export async function positionOf(tools: CaseTools, record: CaseRecord, flow: FlowRows): Promise<ProcessPosition> {
  const texts = tools.matters.calledProcesses(record.matter, record.processVersion);
  const { main, called } = await tools.models.of(record.matter, record.processVersion);
  const passed = record.passed ?? [];
  const at = (model: ProcessModel): Position => {
    if (flow.state) return position(model, flow.state);
    const prefix = model === main ? '' : `${model.id}/`;
    return {
      active: [],
      done: passed.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)),
      stopped: [],
    };
  };
  return {
    xml: tools.matters.process(record.matter, record.processVersion),
    ...at(main),
    called: [...called].map(([id, model]) => ({
      process: id,
      title: { zh: model.name || id, en: model.attributes['nameEn'] ?? (model.name || id) },
      xml: texts[id] ?? '',
      ...at(model),
    })),
  };
}

/** Tokens that an incident stopped, the first one first. */
export const stoppedTokens = (state: InstanceState | undefined): TokenRow[] =>
  (state?.tokens ?? []).filter(({ incident }) => incident !== null);

/** Variables that an incident waits for and that somebody may give; what lies in the form is not given here. */
export function askedFor({ incident }: TokenRow): string[] {
  const names = String(incident?.params['missing'] ?? '').split(', ');
  return names.filter((name) => /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name) && name !== 'form');
}

/** Where a stopped token may be moved instead of trying again: what it has passed, and what comes next. */
export function waysOn(process: CaseProcess, state: InstanceState, token: TokenRow): Place[] {
  const scope = state.scopes.find(({ id }) => id === token.scope);
  const model = scope && modelNamed(process, scope.process);
  const places = [
    ...placesToReturn(process, state, { scope: token.scope, token: token.id }).map(({ node, title }) => ({
      node,
      title,
    })),
    ...(model ? placesAfter(model, token.node) : []),
  ];
  return places.filter(({ node }, index) => places.findIndex((one) => one.node === node) === index);
}

/** Where the process has stopped, why, and what may be done; undefined while it runs. */
export async function stoppedOf(tools: CaseTools, record: CaseRecord, flow: FlowRows): Promise<Inside['stopped']> {
  const { state } = flow;
  const tokens = stoppedTokens(state);
  if (!state || tokens.length === 0) return undefined;
  const process = await tools.models.of(record.matter, record.processVersion);
  const moves = tokens.flatMap((token) => waysOn(process, state, token));
  return {
    places: tokens.map((token) => {
      const scope = state.scopes.find(({ id }) => id === token.scope);
      const node = scope && modelNamed(process, scope.process)?.nodes[token.node];
      return {
        node: token.node,
        title: node ? titleOf(node) : { zh: token.node, en: token.node },
        why: whyOf(token),
        missing: askedFor(token),
        mayResume: token.incident?.again !== 'nothing',
      };
    }),
    moveTo: moves.filter(({ node }, index) => moves.findIndex((one) => one.node === node) === index),
  };
}

export function whyOf({ incident }: Pick<TokenRow, 'incident'>): { zh: string; en: string } {
  if (!incident) return { zh: '', en: '' };
  const said = (language: 'zh' | 'en'): string => fillText(incident.text, language, incident.params);
  return { zh: said('zh'), en: said('en') };
}
