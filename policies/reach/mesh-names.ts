/** What parts of a mesh are known by, in one commit and the next, and where they are from. */

import type { Service, VirtualHost } from '../mesh.ts';

export function serviceName({ host }: Service): string {
  return host;
}

export function virtualHostName({ id }: VirtualHost): string {
  return id;
}

export function fullName({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** A document of a file, where its parts come from. */
export function placeOf(file: string, document: number): string {
  return `${document} ${file}`;
}
