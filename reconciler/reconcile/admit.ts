/** The one door: may this intent go live, and as what? */

import { hasErrors, uniqueFindings, type Finding } from '../../policies/finding.ts';
import type { Mesh } from '../../policies/mesh.ts';
import { acceptIntent, revertedTargets } from '../live/events.ts';
import { emptyState, mostStateBytes, type LiveState } from '../live/state.ts';
import { printState } from '../live/state-file.ts';
import { liveMesh } from '../live/live-mesh.ts';
import { asksForFast } from '../live/trailer-block.ts';
import type { Head } from './head.ts';
import type { IntentCommit } from './intent.ts';
import { judgeByEach, rulesThatJudge, type Judge, type Judgement, type OwnRules } from './judgement.ts';
import { placedFindings } from './loaded-findings.ts';

export type Admission = Admitted & { readonly judged: Judged };

/** What the rules' word came from. */
export interface Judged extends Omit<Judgement, 'said'> {
  /** The own rules that were asked, beside those that ship; empty: it was plain without asking. */
  readonly regos: readonly OwnRules[];
}

type Admitted =
  | {
      readonly kind: 'accepted';
      readonly intent: IntentCommit;
      readonly state: LiveState;
      /** The targets whose walk begins with it. */
      readonly started: readonly string[];
      /** Warnings, and what is worth knowing. */
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: 'denied';
      readonly intent: IntentCommit;
      readonly findings: readonly Finding[];
      /** Unsettled targets that the denied intent puts back where they came from: they go home all the same. */
      readonly homeward: readonly string[];
    };

export interface AdmissionRequest {
  /** What is live; null at adoption. */
  readonly head: Head | null;
  readonly candidate: IntentCommit;
  /** Wall time in ms. */
  readonly now: number;
  readonly judge: Judge;
  readonly preview: (mesh: Mesh) => ReadonlySet<string>;
}

/** Loads, judges and translates an intent with the walks that it would begin, before any of it is accepted. */
export async function admit(request: AdmissionRequest, signal: AbortSignal): Promise<Admission> {
  const { head, candidate } = request;
  const structural = candidate.findings;
  if (hasErrors(structural)) return denied(request, structural, unasked);

  const next = nextState(request);
  if (next.kind === 'denied') {
    return denied(request, [...structural, ...placedFindings(next.findings, candidate.loaded)], unasked);
  }

  const unkept = unkeptState(next.state);
  if (unkept !== null) return denied(request, [...structural, unkept], unasked);

  const live = liveMesh(candidate.intent, next.state);
  const refused = refusedBytes(head, candidate, request.preview(live), request.preview(candidate.intent.mesh));
  const { said, ...judged } = await judge(request, next.state, live, signal);
  const findings = uniqueFindings([...structural, ...refused, ...said]);
  if (hasErrors(findings)) return denied(request, findings, judged);
  return { kind: 'accepted', intent: candidate, state: next.state, started: next.started, findings, judged };
}

const unasked: Judged = { regos: [], rulesRun: 0, waived: [] };

function nextState(request: AdmissionRequest): ReturnType<typeof acceptIntent> {
  const { head, candidate, now } = request;
  if (head === null) return { kind: 'accepted', state: emptyState, started: [] };
  return acceptIntent({
    state: head.state,
    from: head.intent.intent,
    to: candidate.intent,
    fast: asksForFast(candidate.commit.message),
    now,
  });
}

/** A state that could not be read back would be taken for somebody else's, and undone. */
function unkeptState(state: LiveState): Finding | null {
  // Less than a hundredth of that would have to be very long.
  if (state.targets.length < 100) return null;
  const bytes = Buffer.byteLength(printState(state) ?? '');
  // What is raised says a little more.
  if (bytes < mostStateBytes * 0.8) return null;
  const { length } = state.targets;
  return repositoryFinding(
    'too-many-walks',
    null,
    `with this change ${length} walks would be under way, more than the state file can hold`,
    'Bring in a part of it, and the rest when those are done.',
  );
}

/** Bytes that every proxy turned down once are not sent again. */
function refusedBytes(
  head: Head | null,
  candidate: IntentCommit,
  ...previews: readonly ReadonlySet<string>[]
): readonly Finding[] {
  return (head?.state.refused ?? [])
    .filter((refused) => refused.intent === candidate.oid || previews.some((preview) => preview.has(refused.digest)))
    .map((refused) =>
      repositoryFinding(
        'refused-by-proxies',
        refused.file,
        `proxies turned this down in ${refused.intent.slice(0, 7)}: ${refused.reason}`,
        'Change what they turned down; the commit is looked at again by itself.',
      ),
    );
}

async function judge(
  request: AdmissionRequest,
  state: LiveState,
  live: Mesh,
  signal: AbortSignal,
): Promise<Judgement & Pick<Judged, 'regos'>> {
  const { head, candidate } = request;
  const previous = head === null ? null : liveMesh(head.intent.intent, head.state);
  const accepted = (head?.intent ?? candidate).loaded;
  const context = {
    documents: candidate.loaded.documents,
    objects: candidate.loaded.objects,
    mesh: candidate.intent.mesh,
    live,
    previous,
    change: { author: candidate.commit.author, signer: null, base: head?.intent.oid ?? null, head: candidate.oid },
    // A change is judged by the parameters and waivers that were accepted before it, so it can't loosen what judges it.
    config: accepted.config,
    waivers: accepted.waivers,
    nowMs: request.now,
    served: true,
    inFlight: state.targets.map((entry) => entry.target),
  };
  const regos = rulesThatJudge(candidate.rego, head?.intent.rego);
  return { ...(await judgeByEach(regos, context, candidate.loaded, request.judge, signal)), regos };
}

function denied(request: AdmissionRequest, findings: readonly Finding[], judged: Judged): Admission {
  const { head, candidate } = request;
  return { kind: 'denied', intent: candidate, findings, homeward: homeward(head, candidate), judged };
}

/** A revert is traffic's way back: it is taken even where the commit that asks for it can't be accepted. */
function homeward(head: Head | null, candidate: IntentCommit): readonly string[] {
  return head === null ? [] : revertedTargets(head.state, candidate.intent.mesh);
}

/** A finding about a file as a whole, or about the repository. */
export function repositoryFinding(rule: string, file: string | null, message: string, remedy: string): Finding {
  return { rule, severity: 'error', message, remedy, file, range: null, object: null };
}
