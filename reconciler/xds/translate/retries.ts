/** Retries: on by default, as Istio has them. */

import { create } from '@bufbuild/protobuf';
import { type RetryPolicy, RetryPolicySchema } from '#proto/envoy/config/route/v3/route_components_pb.js';
import { PreviousHostsPredicateSchema } from '#proto/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import type { Retries } from '../../../policies/mesh.ts';
import { duration, packed } from './wire.ts';

/** Failures before a backend has taken the request, so that another try does no harm. */
const defaultRetryOn = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** What holds for every route of a virtual host that says nothing else. */
export function defaultRetryPolicy(): RetryPolicy {
  return retryPolicy({ attempts: 2, retryOn: defaultRetryOn });
}

/** `attempts: 0` is a policy too: one that never retries. */
export function retryPolicy(retries: Retries): RetryPolicy {
  if (retries.attempts === 0) return create(RetryPolicySchema, { numRetries: 0 });
  const asked = retries.retryOn.length > 0 ? retries.retryOn : defaultRetryOn;
  const codes = asked.filter(isStatus).map(Number);
  const conditions = asked.filter((condition) => !isStatus(condition));
  if (codes.length > 0 && !conditions.includes('retriable-status-codes')) conditions.push('retriable-status-codes');
  return create(RetryPolicySchema, {
    retryOn: conditions.join(','),
    numRetries: retries.attempts,
    retriableStatusCodes: codes,
    // Another host than the one that failed, if five draws find one.
    hostSelectionRetryMaxAttempts: 5n,
    retryHostPredicate: [
      {
        name: 'envoy.retry_host_predicates.previous_hosts',
        configType: {
          case: 'typedConfig',
          value: packed(PreviousHostsPredicateSchema, create(PreviousHostsPredicateSchema)),
        },
      },
    ],
    ...(retries.perTryTimeoutMs !== undefined && { perTryTimeout: duration(retries.perTryTimeoutMs) }),
  });
}

function isStatus(condition: string): boolean {
  return /^\d+$/.test(condition);
}
