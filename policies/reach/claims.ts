/** Keys that two objects are not to hold at once: whoever holds one is judged with its other holders. */

import { valueAt } from '../json.ts';
import type { Json } from '../mesh.ts';
import type { PolicyObject } from '../object.ts';
import { kindOf } from './tables.ts';
import { labelsAt, listAt, textAt } from './values.ts';

export function claimsOf(object: PolicyObject): readonly string[] {
  switch (kindOf(object)) {
    case 'networking.istio.io/Gateway':
      return gatewayClaims(object);
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'gateway.networking.k8s.io/GRPCRoute':
      return routeClaims(object);
    case 'flagger.app/Canary': {
      const target = textAt(object.body, ['spec', 'targetRef', 'name']);
      return target === null ? [] : [key('target', object.namespace, target)];
    }
    default:
      return [];
  }
}

/** A host, or a certificate, of a port of the same pods. */
function gatewayClaims({ body }: PolicyObject): readonly string[] {
  const selector = Object.entries(labelsAt(body, ['spec', 'selector']));
  return listAt(body, ['spec', 'servers']).flatMap((server) => {
    const held = [...listAt(server, ['hosts']).map(hostOf), valueAt(server, ['tls', 'credentialName']) ?? null];
    const port = valueAt(server, ['port', 'number']) ?? null;
    return selector.flatMap(([name, value]) => held.map((each) => key('server', name, value, port, each)));
  });
}

function hostOf(written: Json): Json {
  return typeof written === 'string' ? written.slice(written.lastIndexOf('/') + 1) : written;
}

/** A hostname of the same gateway. */
function routeClaims({ body, namespace }: PolicyObject): readonly string[] {
  const hostnames = listAt(body, ['spec', 'hostnames']).map((each) =>
    typeof each === 'string' ? each.toLowerCase() : '',
  );
  return listAt(body, ['spec', 'parentRefs']).flatMap((parent) => {
    const home = textAt(parent, ['namespace']) ?? namespace;
    const names = hostnames.length === 0 ? [''] : hostnames;
    return names.map((hostname) => key('hostname', home, textAt(parent, ['name']), hostname));
  });
}

function key(...parts: readonly Json[]): string {
  return JSON.stringify(parts);
}
