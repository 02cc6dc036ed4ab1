import { Link as RouterLink, useNavigate } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ComponentType } from 'react';

/** Every page of the portal. The router itself is built from these, so a link can lead nowhere else. */
export type Path =
  | '/'
  | '/matters'
  | '/matters/$matterId'
  | '/service-points'
  | '/apply/$caseId'
  | '/apply/$caseId/result'
  | '/cases'
  | '/cases/$caseId'
  | '/licences'
  | '/licences/$licenceId'
  | '/my-data'
  | '/my-data/ask'
  | '/my-data/questions'
  | '/my-data/questions/$questionId'
  | '/my-data/reads/$readId/grant'
  | '/acting'
  | '/firms/$firmId/agents'
  | '/verify'
  | '/login/$uid'
  | '/me';

type ParamsOf<P extends string> = P extends `${string}$${infer Name}/${infer Rest}`
  ? Record<Name, string> & ParamsOf<Rest>
  : P extends `${string}$${infer Name}`
    ? Record<Name, string>
    : unknown;

/** Any page with the parameters it needs. */
export type AnyTarget = { [P in Path]: Target<P> }[Path];

/** Where to go: a page with its parameters. */
export type Target<P extends Path> = {
  to: P;
  search?: Record<string, string>;
  hash?: string;
  replace?: boolean;
} & (unknown extends ParamsOf<P> ? { params?: undefined } : { params: ParamsOf<P> });

type LinkProps<P extends Path> = Target<P> &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { activeOptions?: { exact?: boolean }; 'data-quiet'?: '' };

// The library's own types look up one router registered for the whole program; several apps are checked together here.
const Untyped = RouterLink as unknown as ComponentType<Record<string, unknown>>;

/** A link to a page of the portal. */
export function Link<P extends Path>(props: LinkProps<P>) {
  return <Untyped {...props} />;
}

/** Goes to a page of the portal. */
export function useGo(): <P extends Path>(target: Target<P>) => void {
  const navigate = useNavigate() as unknown as (target: Target<Path>) => Promise<void>;
  return (target) => void navigate(target as Target<Path>);
}
