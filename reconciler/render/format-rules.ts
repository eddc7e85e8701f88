/** What the readers of files say without any Rego, each with its page. */

import type { Severity } from '../../policies/finding.ts';
import type { RulePage } from './rule-page.ts';

const said: Readonly<Record<string, readonly [Severity, string, string]>> = {
  'yaml-limit': ['error', 'YAML above the limits', 'Too long, too deep, or too many aliases: it is not read.'],
  'duplicate-key': ['error', 'A key twice in one object', 'Readers differ in which one they take.'],
  'yaml-syntax': ['error', 'A document that is no YAML', 'It is left out; the other documents of the file are read.'],
  'malformed-object': [
    'error',
    'A field that its kind does not have like this',
    'A wrong type, a word that is none of those that may stand there, a field that must be there and is not.',
  ],
  'unsupported-field': [
    'warning',
    'A field that the kind has not',
    'Often a slip of the pen. In a policy that lets people in or keeps them out it is an error.',
  ],
  'not-translated': [
    'info',
    'A field or kind that no proxy is told of yet',
    'It is read and checked. Sluice itself gives it no effect; another mesh that reads the same files may.',
  ],
  'not-enforced': [
    'error',
    'A field of access or encryption that nothing enforces yet',
    'Who relies on it would be unprotected, so a change with it does not go live.',
  ],
  'unknown-kind': ['info', 'A kind that is not known here', 'The object is left alone.'],
  'unknown-version': ['error', 'A version that the kind has not', 'The object is left alone.'],
  'not-an-object': ['warning', 'A document that is no object', 'It has no kind or no apiVersion, and is left alone.'],
  'duplicate-object': ['error', 'One object twice', 'A cluster would keep the one that it read last.'],
  'duplicate-rule': ['error', 'Two rules of one name', 'Walks and commits name rules; a name stands for one.'],
  'duplicate-subset': ['error', 'Two subsets of one name', 'Routes name subsets; a name stands for one.'],
  'duplicate-destination-rule': ['error', 'Two DestinationRules for one host', 'Which one holds would be chance.'],
  'host-conflict': ['error', 'Two objects that answer for one host', 'Which one holds would be chance.'],
  'no-service': ['warning', 'What belongs to a Service that is not there', 'It has no effect.'],
  'no-endpoints': ['warning', 'A Service that has no endpoint', 'Requests to it are answered with 503.'],
  'mirror-not-judged': [
    'info',
    'Mirrored requests that no walk judges',
    'A mirror gets copies; nobody sees their answers.',
  ],
  'access-unenforceable': [
    'error',
    'Access that cannot be enforced where it is asked for',
    'A change with it does not go live.',
  ],
  'access-behind-rewrite': ['error', 'Access by a path that was rewritten before', 'The rule would see the new path.'],
  'rollout-without-target': ['error', 'A Rollout for an object that is not there', 'Nothing would walk.'],
  'slo-without-service': ['error', 'An SLO for a Service that is not there', 'Nothing would be counted.'],
  'rollout-target': ['error', 'A Rollout that finds no rule, or not just one', 'Nothing would walk.'],
  'rollout-evidence': ['error', 'Evidence that can not be had', 'The walk would never be judged by it.'],
  'rollout-source': [
    'error',
    'Evidence from a source that sluice.yaml has not',
    'The walk would never be judged by it.',
  ],
  'rollout-depends-on': ['error', 'A Rollout that waits for one that is not there', 'It would wait for ever.'],
  'rollout-cycle': ['error', 'Rollouts that wait for each other', 'None would ever begin.'],
  'own-data': [
    'error',
    "Data of a repository's own rules that can't be taken",
    'A file of spec.data is missing, is no single object, says what is not its own to say, or there is too much of it.',
  ],
  'rules-changed': [
    'error',
    'Rules that are not what was pulled',
    'The folder says where its rules came from (RuleOrigin), and holds others. Pull them again, or make them your own.',
  ],
  'too-many-walks': [
    'error',
    'More walks than the live branch can keep',
    'The state file holds some three thousand. Bring in a part of them, and the rest when those are done.',
  ],
  'reserved-path': ['error', "A file in Sluice's own folder", 'It stands on the live branch alone.'],
  'file-too-large': ['error', 'A file above the limit', 'It is not read.'],
  'repository-too-large': ['error', 'A repository above the limit', 'The rest of it is not read.'],
  'hostile-tree': ['error', 'A folder with names that no checkout can have', 'It is not read.'],
  'not-utf8': ['error', 'A file that is no text', 'It is not read.'],
  'lfs-pointer': ['error', 'A file that is kept elsewhere', 'What stands here is a pointer to it.'],
  symlink: ['error', 'A symbolic link', 'Sluice follows none, so what it points to would not be seen.'],
  submodule: ['error', 'A submodule', 'Sluice reads one repository.'],
  'no-verdict': [
    'error',
    'Rules that gave no verdict',
    'No verdict is a denial: whatever goes wrong in a rule is said.',
  ],
  'envoy-rejects': ['error', 'What Envoy does not take', 'Asked with --envoy: a real Envoy has turned it down.'],
  'unknown-rule': ['warning', 'A setting for a rule that is not there', 'It has no effect.'],
  'waiver-ended': ['warning', 'A waiver whose day is over', 'What it waived is found again.'],
  'waiver-unused': [
    'warning',
    'A waiver that waives nothing',
    'What it was for is mended, or it names something else.',
  ],
};

/** By name. */
export const formatRules: readonly RulePage[] = Object.entries(said).map(([name, [severity, title, description]]) => ({
  name,
  category: 'formats',
  severity,
  title,
  description,
  remedy: '',
  isFixed: true,
}));
