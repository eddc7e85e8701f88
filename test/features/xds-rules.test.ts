/**
 * The protocol's rules, each as a script over the wire. A script runs twice: against the server, where it must pass, and
 * against one with that rule switched off, where it must not.
 */

import { describe, expect, it } from 'vitest';

import type { Rule } from '../../reconciler/xds/subscription/rules.ts';
import { deltaScripts } from '../support/xds-delta-scripts.ts';
import { orderScripts } from '../support/xds-order-scripts.ts';
import { transportScripts } from '../support/xds-transport-scripts.ts';
import type { Script } from '../support/xds-script.ts';
import { runScript } from '../support/xds-script.ts';
import { sotwScripts } from '../support/xds-sotw-scripts.ts';

const scripts: readonly Script[] = [...deltaScripts, ...orderScripts, ...sotwScripts, ...transportScripts];

describe.each(scripts)('$promise', (script) => {
  const { rule } = script;
  it('holds', async () => {
    await expect(runScript(script, [])).resolves.toBeUndefined();
  });

  it(`is noticed when ${rule} is switched off`, async () => {
    await expect(runScript(script, [rule])).rejects.toThrow(/./);
  });
});

it('has a script for every rule', () => {
  // The compiler holds this list complete.
  const every: Record<Rule, true> = {
    'node-once': true,
    identifier: true,
    'content-versions': true,
    'nack-by-error': true,
    'no-resend': true,
    quiet: true,
    'make-before-break': true,
    warming: true,
    'names-once': true,
    'remember-absent': true,
    'full-set': true,
    'wildcard-once': true,
    'stale-nonce': true,
    'new-names': true,
    placeholder: true,
    'answer-subscribe': true,
    'stale-subscribe': true,
    'answer-unsubscribe': true,
    'legacy-wildcard': true,
    'initial-versions': true,
    coalesce: true,
    'message-size': true,
    'many-streams': true,
    keepalive: true,
  };
  expect(new Set(scripts.map(({ rule }) => rule))).toEqual(new Set(Object.keys(every)));
});
