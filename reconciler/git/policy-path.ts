import { statePath } from '../live/state.ts';

/** Sluice's own folder in the live tree. */
export const stateFolder = statePath.slice(0, statePath.indexOf('/'));

/**
 * True for the files that make up a mesh: `*.yaml`, `*.yml`, `*.json` and `*.rego` that are not hidden (by a dot before their name or a folder's), and all of
 * `.sluice/`, so that an intent which brings its own is seen.
 */
export function isPolicyPath(path: string): boolean {
  const parts = path.split('/');
  if (parts[0] === stateFolder) return true;
  const isHidden = parts.some((part) => part.startsWith('.'));
  return !isHidden && /\.(?:yaml|yml|json|rego)$/.test(path);
}

/** True for the folders that `isPolicyPath` may find something in. */
export function isPolicyFolder(path: string): boolean {
  const parts = path.split('/');
  return parts[0] === stateFolder || !parts.some((part) => part.startsWith('.'));
}
