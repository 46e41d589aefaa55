/** What is known of a cluster before anything is done in it. */
export interface ClusterLooks {
  context: string;
  cluster: string;
  server: string;
  nodes: number;
  /** Kustomizations and HelmReleases in it. */
  fluxObjects: number;
}

/** More is hardly somebody's place to try things. */
const mostNodes = 10;
const mostFluxObjects = 50;
const word = /(^|[^a-z])(prod|production|prd|live)([^a-z]|$)/i;

/** Why a cluster may be one that people depend on; empty where nothing says so. */
export function productionSigns(looks: ClusterLooks): string[] {
  const { nodes, fluxObjects } = looks;
  const names = { context: looks.context, cluster: looks.cluster, server: looks.server };
  return [
    ...Object.entries(names).flatMap(([what, name]) =>
      word.test(name) ? [`the name of its ${what} is ${JSON.stringify(name)}`] : [],
    ),
    ...(nodes > mostNodes ? [`it has ${nodes} nodes`] : []),
    ...(fluxObjects > mostFluxObjects
      ? [`Flux manages ${fluxObjects} Kustomizations and HelmReleases in it`]
      : []),
  ];
}
