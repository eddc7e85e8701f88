/** What traffic depends on in the objects that run pods: labels, selectors, ports, and whom the pods are. */

import { annotations } from './common-fields.ts';
import { type At, type Decoder, envelope, labels, list, malformed, port, required, text } from './decode.ts';
import { isObject } from './json.ts';
import { labelSelector } from './label-selector.ts';
import type { Json } from './mesh.ts';
import { open } from './open-fields.ts';

export const openMetadata = open({ labels, annotations });

const containers = list(open({ name: text, ports: list(open({ containerPort: required(port), name: text })) }));

export const podSpec = open({ containers, initContainers: containers, serviceAccountName: text });

export const podTemplate = open({ metadata: openMetadata, spec: podSpec });

/** Kubernetes takes no workload that does not select its own pods. */
export function selectingItself<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    const read = decoder(value, at);
    if (read !== undefined) foreignLabels(value, at);
    return read;
  };
}

function foreignLabels(value: Json, at: At): void {
  const wanted = fieldOf(value, ['selector', 'matchLabels']);
  const own = fieldOf(value, ['template', 'metadata', 'labels']);
  if (!isObject(wanted) || !isObject(own)) return;
  for (const [key, word] of Object.entries(wanted)) {
    if (own[key] === word) continue;
    const here = { ...at, path: [...at.path, 'selector', 'matchLabels', key] };
    malformed(
      here,
      `The pods of the template have no label ${key}: ${JSON.stringify(word)}`,
      'Write the same in both.',
    );
  }
}

function fieldOf(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), value);
}

/** An object that runs pods by a template; a patch of one has only a part of it. */
export const workload = envelope({
  metadata: openMetadata,
  spec: selectingItself(open({ selector: labelSelector, template: podTemplate })),
});
