/** Rules as Envoy routes: one for each match item, in order. */

import { create } from '@bufbuild/protobuf';
import {
  type DirectResponseAction,
  DirectResponseActionSchema,
  type RedirectAction,
  RedirectAction_RedirectResponseCode as RedirectCode,
  RedirectActionSchema,
  type Route,
  RouteSchema,
} from '#proto/envoy/config/route/v3/route_components_pb.js';
import type { RouteAction, RouteMatch, RouteRule } from '../../../policies/mesh.ts';
import type { Resolve, Target } from './destinations.ts';
import type { Environment } from './environment.ts';
import { forwarding } from './forward.ts';
import { routeMatch } from './matches.ts';
import { segment, type Walk } from './names.ts';
import { placeIn } from './origin.ts';

type RedirectRule = Extract<RouteAction, { kind: 'redirect' }>;
type Answer = Pick<Route, 'action'> & Partial<Omit<Route, 'action' | '$typeName' | '$unknown'>>;

export interface RoutesOf {
  readonly routes: Route[];
  readonly targets: Target[];
}

/** `statPrefix` is the object's, to which each route adds its rule. */
export function routesOf(rule: RouteRule, statPrefix: string, environment: Environment, resolve: Resolve): RoutesOf {
  const walk = environment.walk(rule.target);
  const targets: Target[] = [];
  const routes = (rule.matches.length === 0 ? [null] : rule.matches).map((match) => {
    const { answer, reached } = answerTo(rule.action, match, walk, environment, resolve);
    targets.push(...reached);
    return create(RouteSchema, {
      name: rule.target,
      statPrefix: `${statPrefix}/${segment(rule.name ?? rule.source.path.at(-1)?.toString() ?? 'all')}`,
      match: routeMatch(match),
      ...placeIn(rule.source),
      ...answer,
    });
  });
  return { routes, targets };
}

function answerTo(
  action: RouteAction,
  match: RouteMatch | null,
  walk: Walk | null,
  environment: Environment,
  resolve: Resolve,
): { answer: Answer; reached: readonly Target[] } {
  switch (action.kind) {
    case 'forward': {
      const forwarded = forwarding(action, match, walk, environment, resolve);
      // Like a destination that leads nowhere.
      if (!forwarded) return { answer: { action: direct(503, '') }, reached: [] };
      const { headers, filters, targets } = forwarded;
      const answer = { action: { case: 'route' as const, value: forwarded.action }, typedPerFilterConfig: filters };
      return { answer: { ...answer, ...headers }, reached: targets };
    }
    case 'redirect':
      return { answer: { action: { case: 'redirect', value: redirect(action) } }, reached: [] };
    case 'direct':
      return { answer: { action: direct(action.status, action.body) }, reached: [] };
  }
}

const redirectCodes = {
  301: RedirectCode.MOVED_PERMANENTLY,
  302: RedirectCode.FOUND,
  303: RedirectCode.SEE_OTHER,
  307: RedirectCode.TEMPORARY_REDIRECT,
  308: RedirectCode.PERMANENT_REDIRECT,
};

function redirect(rule: RedirectRule): RedirectAction {
  const standard = (rule.port === 80 && rule.scheme !== 'https') || (rule.port === 443 && rule.scheme === 'https');
  return create(RedirectActionSchema, {
    responseCode: redirectCodes[rule.code],
    ...(rule.authority !== undefined && { hostRedirect: rule.authority }),
    ...(rule.port !== undefined && !(standard && rule.authority !== undefined) && { portRedirect: rule.port }),
    ...(rule.path !== undefined && { pathRewriteSpecifier: { case: 'pathRedirect', value: rule.path } }),
    ...(rule.scheme !== undefined && { schemeRewriteSpecifier: { case: 'schemeRedirect', value: rule.scheme } }),
  });
}

function direct(status: number, body: string): { case: 'directResponse'; value: DirectResponseAction } {
  const value = create(DirectResponseActionSchema, {
    status,
    ...(body !== '' && { body: { specifier: { case: 'inlineString', value: body } } }),
  });
  return { case: 'directResponse', value };
}
