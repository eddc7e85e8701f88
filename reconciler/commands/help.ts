import type { Command } from './command.ts';

/** What `--help` of a command prints: its own text, and the options that all of them have. */
export function helpOf({ help, json = 'the result as one JSON document' }: Command): string {
  const endsInOptions = (help.trimEnd().split('\n').at(-1) ?? '').startsWith('  ');
  return `${help}${endsInOptions ? '' : '\n'}  --json           ${json}\n  -h, --help       this text\n`;
}
