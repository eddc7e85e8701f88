/** Every command, loaded only when it is asked for: `--help` must not wait for gRPC. */

import type { Command } from './command.ts';

export interface Listed {
  readonly summary: string;
  /** It runs for weeks: what its process takes from the start counts. */
  readonly serves?: true;
  load(): Promise<Command>;
}

export const commands: Readonly<Record<string, Listed>> = {
  run: {
    summary: 'follow a repository and steer its proxies',
    serves: true,
    load: async () => (await import('./run.ts')).run,
  },
  init: { summary: 'make a mesh repository from the template', load: async () => (await import('./init.ts')).init },
  lint: { summary: 'judge policies, without any network', load: async () => (await import('./lint.ts')).lint },
  test: {
    summary: "run the tests of a repository's own rules",
    load: async () => (await import('./test.ts')).testCommand,
  },
  rules: {
    summary: 'say what is checked, what a rule means, or pull rules',
    load: async () => (await import('./rules.ts')).rules,
  },
  plan: { summary: 'say what a change would do', load: async () => (await import('./plan.ts')).plan },
  translate: {
    summary: 'print the resources that a node would get',
    load: async () => (await import('./translate.ts')).translateCommand,
  },
  bootstrap: {
    summary: 'print an Envoy bootstrap for a node',
    load: async () => (await import('./bootstrap.ts')).bootstrapCommand,
  },
  simulate: {
    summary: 'try a rollout on thousands of releases',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  status: { summary: 'show walks and proxies now', load: async () => (await import('./status.ts')).status },
  log: { summary: 'show the live branch as a table', load: async () => (await import('./log.ts')).log },
  why: { summary: 'say why something is live, or is not', load: async () => (await import('./why.ts')).why },
  retry: {
    summary: 'let a rejected or held walk begin again',
    load: async () => (await import('./retry.ts')).retryCommand,
  },
  abort: { summary: 'take a walk back', load: async () => (await import('./abort.ts')).abort },
  pause: { summary: 'stop a walk where it is', load: async () => (await import('./pause.ts')).pauseCommand },
  resume: { summary: 'let a paused walk go on', load: async () => (await import('./resume.ts')).resumeCommand },
  promote: { summary: 'take a walk to its end', load: async () => (await import('./promote.ts')).promoteCommand },
  freeze: { summary: 'let nothing be raised, anywhere', load: async () => (await import('./freeze.ts')).freezeCommand },
  unfreeze: {
    summary: 'let walks go on after a freeze',
    load: async () => (await import('./unfreeze.ts')).unfreezeCommand,
  },
  accept: { summary: 'take a rewritten main as it is', load: async () => (await import('./accept.ts')).accept },
  verify: {
    summary: 'decide the whole live branch again',
    load: async () => (await import('./verify.ts')).verify,
  },
  sign: {
    summary: 'answer for the live head with your signature',
    load: async () => (await import('./sign.ts')).sign,
  },
  demo: { summary: 'show it all on this machine', load: async () => (await import('./demo.ts')).demo },
};
