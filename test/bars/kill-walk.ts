/** The walks that reconcilers are killed in. */

import { routeText } from '../support/stage-mesh.ts';

/** Percent. */
export const steps = [10, 30, 50, 70, 90];
export const holdMs = 800;
/** Going back to the one before would be a revert, which is not walked. */
export const nextOf: Readonly<Record<string, string>> = { v1: 'v2', v2: 'v3', v3: 'v1' };

/** The route with all traffic on one version. */
export function allTo(version: string): string {
  const share = (name: string): number => (name === version ? 100 : 0);
  return routeText({ v1: share('v1'), v2: share('v2'), v3: share('v3'), bad: share('bad') });
}
