import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Language, LocalText } from '@platform/kernel';
import type { Access, Actor } from '@platform/access';
import type { DirectAnswer, DirectRequest } from './direct.ts';

/** What a handler knows of the request beside its input. */
export type RequestContext = {
  actor: Actor;
  language: Language;
  /** Follows this action through events, jobs and audit; also the number people quote (`requestId`). */
  trace: string;
  /** For what the input cannot carry: uploads, cookies, streams. */
  request: FastifyRequest;
  reply: FastifyReply;
};

export type FeatureInput<P, Q, B> = { params: P; query: Q; body: B };

type SchemaOr<T extends TSchema | undefined, Otherwise> = T extends TSchema ? Static<T> : Otherwise;

/** One use case as the API offers it. The OpenAPI document, the checks and the typed client are made from this. */
export type Feature = {
  /** `module.verb-noun` */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: LocalText;
  readonly access: Access;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Absent when the answer is not JSON (a file, a stream): the handler then writes to `reply`. */
  readonly response?: TSchema;
  readonly status?: number;
  /** Requests a minute from one account or address; the default of the server otherwise. */
  readonly rateLimit?: number;
  /** Largest body in bytes; the default of the server otherwise. */
  readonly bodyLimit?: number;
  /** The handler sends the answer itself, byte for byte (its hash is promised, say): `response` only describes it, and no repeat is answered from store. */
  readonly sendsItself?: true;
  /**
   * Answers ordinary JSON requests of an application past the framework, for features called thousands of times a second; it finds out itself
   * who calls. What is out of the ordinary goes through `handle`, which must answer the same.
   */
  readonly direct?: (request: DirectRequest) => Promise<DirectAnswer>;
  /** Left out of the OpenAPI document: sign-in redirects and the like. */
  readonly hidden?: boolean;
  readonly handle: (context: RequestContext, input: FeatureInput<never, never, never>) => Promise<unknown>;
};

/** Declares a feature with its input and answer typed from its schemas. Property names in paths are `:name`. */
export function feature<
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
  R extends TSchema | undefined = undefined,
>(definition: {
  name: string;
  method: Feature['method'];
  path: string;
  summary: LocalText;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  status?: number;
  rateLimit?: number;
  bodyLimit?: number;
  sendsItself?: true;
  direct?: (request: DirectRequest) => Promise<DirectAnswer>;
  hidden?: boolean;
  handle: (
    context: RequestContext,
    input: FeatureInput<SchemaOr<P, Record<string, never>>, SchemaOr<Q, Record<string, never>>, SchemaOr<B, undefined>>,
  ) => Promise<SchemaOr<R, unknown>>;
}): Feature {
  return definition as unknown as Feature;
}
