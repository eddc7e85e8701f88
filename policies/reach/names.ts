/** The names by which others speak of an object, itself or what is made of it. */

import type { PolicyObject } from '../object.ts';
import { isOfCluster, kindOf, podPaths } from './tables.ts';
import { listAt, textAt } from './values.ts';
import { wordsIn } from './words.ts';

export interface Name {
  /** Whoever has all of these in it may mean the object. */
  readonly words: readonly string[];
  /** Where it is seen from: those of this namespace, and those that have its name in them. Null: from everywhere. */
  readonly namespace: string | null;
}

export function namesOf(object: PolicyObject): readonly Name[] {
  const kind = kindOf(object);
  // What is said of a namespace goes by other ways: it would be named by all that is in it.
  if (kind === '/Namespace' || kind === 'sluice.dev/Config') return [];
  const namespace = isOfCluster(kind) ? null : object.namespace;
  const own = [object.name, ...aliasesOf(object, kind)].map((name) => ({ words: wordsIn(name), namespace }));
  return kind === 'networking.istio.io/ServiceEntry' ? [...own, ...hostsOf(object)] : own;
}

function aliasesOf({ body }: PolicyObject, kind: string): readonly string[] {
  switch (kind) {
    case 'flagger.app/Canary':
      return [textAt(body, ['spec', 'service', 'name']), textAt(body, ['spec', 'targetRef', 'name'])].flatMap((name) =>
        name === null ? [] : [name, `${name}-primary`, `${name}-canary`],
      );
    case 'networking.istio.io/WorkloadEntry':
      return present(textAt(body, ['spec', 'serviceAccount']));
    case 'networking.istio.io/WorkloadGroup':
      return present(textAt(body, ['spec', 'template', 'serviceAccount']));
    default: {
      const path = podPaths[kind];
      return path === undefined ? [] : present(textAt(body, [...path, 'spec', 'serviceAccountName']));
    }
  }
}

function present(name: string | null): readonly string[] {
  return name === null ? [] : [name];
}

/** By its last two labels: whoever asks for a part of a domain, by a star, is to find all of it. */
function hostsOf({ body }: PolicyObject): readonly Name[] {
  return listAt(body, ['spec', 'hosts']).flatMap((host) =>
    typeof host === 'string'
      ? [{ words: wordsIn(host.split('.').filter(Boolean).slice(-2).join('.')), namespace: null }]
      : [],
  );
}
