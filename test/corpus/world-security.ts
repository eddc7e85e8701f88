/** Who may call whom: mTLS everywhere, nobody by default, and each service's callers by name. */

import type { Body, Draft, Random } from './draft.ts';
import type { App, World } from './apps.ts';

export function addSecurity(draft: Draft, { namespaces, apps, domain }: World, random: Random): void {
  for (const namespace of namespaces) {
    draft.add(`${namespace}/security.yaml`, peerAuthentication(namespace), denyAll(namespace));
  }
  for (const [i, app] of apps.entries()) {
    const caller = apps[(i + 1) % apps.length] ?? app;
    draft.add(`${app.namespace}/access/${app.name}.yaml`, allow(app, caller, random));
  }
  const [first] = apps;
  if (first !== undefined)
    draft.add(`${first.namespace}/access/people.yaml`, requestAuthentication(first, domain), people(first, domain));
}

function peerAuthentication(namespace: string): Body {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace },
    spec: { mtls: { mode: 'STRICT' } },
  };
}

function denyAll(namespace: string): Body {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'deny-all', namespace },
    spec: {},
  };
}

function allow({ namespace, name }: App, caller: App, random: Random): Body {
  const principals = [`cluster.local/ns/${caller.namespace}/sa/${caller.name}`];
  const source = random.chance(0.7) ? { principals } : { namespaces: [caller.namespace], principals };
  return {
    apiVersion: random.pick(['security.istio.io/v1', 'security.istio.io/v1beta1']),
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      action: 'ALLOW',
      rules: [{ from: [{ source }], to: [{ operation: { methods: ['GET', 'POST'], paths: ['/api/*'] } }] }],
    },
  };
}

function requestAuthentication({ namespace, name }: App, domain: string): Body {
  const issuer = `https://id.${domain}`;
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'people', namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      jwtRules: [{ issuer, jwksUri: `${issuer}/keys`, audiences: [domain] }],
    },
  };
}

function people({ namespace, name }: App, domain: string): Body {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'people', namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { requestPrincipals: [`https://id.${domain}/*`] } }] }],
    },
  };
}
