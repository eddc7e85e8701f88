import { randomUUID } from 'node:crypto';
import { bootstrap } from '../xds/bootstrap.ts';
import { isSet, textFlag, type Command } from './command.ts';
import { nodeHelp, readNodeFile } from './node-file.ts';

/** As often as an Envoy says what it counted, in ms. */
const flushMs = 250;

export const bootstrapCommand: Command = {
  name: 'bootstrap',
  summary: 'print an Envoy bootstrap for a node',
  help: `usage: sluice bootstrap --node FILE [--xds HOST:PORT] [--admin HOST:PORT] [--sotw]

Prints what Envoy is started with: envoy --config-path FILE. It takes its configuration from Sluice (127.0.0.1:18000),
in deltas or with --sotw as the state of the world, and sends Sluice the counts that rollouts are judged by.

${nodeHelp}`,
  json: 'changes nothing: a bootstrap is JSON anyway',
  options: {
    node: { type: 'string' },
    xds: { type: 'string' },
    admin: { type: 'string' },
    sotw: { type: 'boolean' },
  },
  words: [0, 0],
  run: async (call) => {
    const node = await readNodeFile(call);
    const text = bootstrap({
      node,
      xds: textFlag(call, 'xds') ?? '127.0.0.1:18000',
      admin: textFlag(call, 'admin') ?? '127.0.0.1:19000',
      sotw: isSet(call, 'sotw'),
      // Two processes that share a bootstrap share this as well; their start times tell them apart.
      proxyUid: `${node.id}/${randomUUID()}`,
      flushMs,
    });
    call.io.out(text.endsWith('\n') ? text : `${text}\n`);
    return 0;
  },
};
