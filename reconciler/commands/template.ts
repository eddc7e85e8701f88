import { fileURLToPath } from 'node:url';

/** The repository that users begin with. */
export const template = fileURLToPath(new URL('../../mesh-repo-template', import.meta.url));
