/** Which files of a repository are policies. */

/** All `*.yaml`, `*.yml` and `*.json` outside of dot-folders. */
export function isPolicyFile(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}
