// istioctl at the version whose samples are linted, to be measured beside.

import { published } from '../bars/published.ts';
import { goProgram } from '../support/go-program.ts';

/** The program's path; null, with a word about it, where it is absent and can't be built, which takes some minutes. */
export function istioctl(): Promise<string | null> {
  return goProgram({ name: 'istioctl', module: published.istio, main: './istioctl/cmd/istioctl' });
}

/**
 * What it checks of files alone, in every namespace. It leaves out Services, pods, Deployments and namespaces of files,
 * and the checks that need them: those it takes from a cluster.
 */
export const analyzeFiles: readonly string[] = ['analyze', '--use-kube=false', '--all-namespaces'];
