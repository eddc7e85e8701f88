/** Names of hosts as authors write them, to whole names. */

const clusterDomain = 'svc.cluster.local';

/**
 * The host that a name means in an object of `namespace`: without a dot a service of that namespace, as in Istio;
 * `name.namespace` and `name.namespace.svc` where such a service exists; else itself.
 */
export function resolveHost(written: string, namespace: string, isService: (host: string) => boolean): string {
  const host = written.replace(/\.$/, '');
  if (host.includes('*') || host.includes(':')) return host;
  const labels = host.split('.');
  if (labels.length === 1) return `${host}.${namespace}.${clusterDomain}`;
  if (labels.length === 2 || (labels.length === 3 && labels[2] === 'svc')) {
    const whole = `${labels[0]}.${labels[1]}.${clusterDomain}`;
    if (isService(whole)) return whole;
  }
  return host;
}
