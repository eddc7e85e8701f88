/** What the projects whose kinds are read publish: schemas and samples, at fixed versions. */

export const published = {
  istioApi: 'istio.io/api@v1.27.0',
  istio: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
  gatewayApi: 'sigs.k8s.io/gateway-api@v1.4.0',
  flagger: 'github.com/fluxcd/flagger@v1.36.1',
  argoRollouts: 'github.com/argoproj/argo-rollouts@v1.8.3',
} as const;
