import { request } from './client.ts';
import type { Answer, ItemOf } from './types.ts';

export type PointsFound = Answer<'matters.find-service-points'>;
export type ServicePoint = ItemOf<'matters.find-service-points'>;
export type PointLevel = ServicePoint['level'];
export type PointsAsked = {
  q?: string;
  division?: string;
  matter?: string;
  level?: PointLevel;
  openNow?: boolean;
  cursor?: string;
  limit?: number;
};

/** Halls, windows and points; once a place, a matter or a name is asked for, the nearest level first. */
export const fetchServicePoints = (asked: PointsAsked, signal?: AbortSignal) =>
  request<PointsFound>('GET', '/api/service-points', {
    query: asked,
    ...(signal ? { signal } : {}),
  });
