import type { JsonObject, KubeObject } from "../core/json.ts";
import type {
  RepositoryContent,
  RepositorySpec,
  Scenario,
  SourceSettings,
} from "../core/scenario.ts";
import { shardLabel } from "./instances.ts";

/** A scenario spelt out: every repository and object by name, the same for the same scenario. */
export interface Plan {
  /** Namespace of all objects of the run. */
  namespace: string;
  repositories: PlannedRepository[];
}

export interface PlannedRepository {
  name: string;
  branch: string;
  content: RepositoryContent;
  source: SourceSettings & { interval: string };
  kustomizations: string[];
  /** Keys of shards, dealt out from here on; empty for none. */
  shards: readonly (string | null)[];
  /** More fields of their spec. */
  kustomizationSpec: JsonObject;
  /** Files beside the generated ones in the first commit. */
  files: Readonly<Record<string, string>>;
}

const empty: RepositoryContent = { files: 0, fileBytes: 0, history: 0 };

/** Where everything of a run is in a cluster that it has for itself. */
export const ownClusterNamespace = "fluxproof";

/** Expands the fleet and the named repositories of a scenario. */
export function planScenario(scenario: Scenario, namespace = ownClusterNamespace): Plan {
  const { fleet } = scenario;
  const dealt = fleet.shards ?? [];
  const fleetRepositories = Array.from({ length: fleet.repositories }, (_, index) => {
    const name = fleetRepositoryName(index);
    // Dealt out round-robin: repository i gets Kustomizations i, i + R, i + 2R, …
    const share = Math.floor((fleet.kustomizations - index - 1) / fleet.repositories) + 1;
    const shards = [...dealt.slice(index % dealt.length), ...dealt.slice(0, index % dealt.length)];
    return { ...planned({ name, kustomizations: Math.max(0, share) }), shards };
  });
  const named = scenario.repositories.map(planned);
  return { namespace, repositories: [...fleetRepositories, ...named] };

  function planned(spec: RepositorySpec): PlannedRepository {
    return {
      name: spec.name,
      branch: "main",
      content: { ...empty, ...spec.content },
      source: { interval: fleet.sourceInterval, ...spec.source },
      kustomizations: Array.from(
        { length: spec.kustomizations ?? 0 },
        (_, index) => `${spec.name}-k-${number(index)}`,
      ),
      kustomizationSpec: { ...fleet.kustomizationSpec, ...spec.kustomizationSpec },
      files: spec.files ?? {},
      shards: [],
    };
  }
}

/** The GitRepository object that follows a repository. */
export function gitRepository({
  plan,
  repository,
  url,
  secret = repository.source.account && secretName(repository.source.account),
}: {
  plan: Plan;
  repository: PlannedRepository;
  url: string;
  /** Name of the Secret that opens it; that of its account by default. */
  secret?: string | undefined;
}): KubeObject {
  const { interval, timeout } = repository.source;
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: repository.name, namespace: plan.namespace, ...shardOf(repository, 0) },
    spec: {
      url,
      interval,
      ref: { branch: repository.branch },
      ...(timeout ? { timeout } : {}),
      ...(secret ? { secretRef: { name: secret } } : {}),
    },
  };
}

/** The Kustomization objects on a repository. */
export function kustomizations({
  plan,
  repository,
  scenario,
}: {
  plan: Plan;
  repository: PlannedRepository;
  scenario: Scenario;
}): KubeObject[] {
  return repository.kustomizations.map((name, index) => ({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: plan.namespace, ...shardOf(repository, index) },
    spec: {
      interval: scenario.fleet.kustomizationInterval,
      retryInterval: scenario.fleet.retryInterval,
      path: `./${name}`,
      prune: true,
      sourceRef: { kind: "GitRepository", name: repository.name },
      ...repository.kustomizationSpec,
    },
  }));
}

function shardOf({ shards }: PlannedRepository, index: number) {
  const shard = shards[index % shards.length] ?? null;
  return shard === null ? {} : { labels: { [shardLabel]: shard } };
}

/** The Secret with an account's credentials, `username` and `password` as Flux reads them. */
export function credentialSecret({
  plan,
  account,
  credentials,
}: {
  plan: Plan;
  account: string;
  credentials: { username: string; password: string };
}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secretName(account), namespace: plan.namespace },
    type: "Opaque",
    stringData: { ...credentials },
  };
}

/** The Secret with a repository's deploy key, as Flux reads it for SSH. */
export function deployKeySecret({
  plan,
  repository,
  secret,
}: {
  plan: Plan;
  repository: PlannedRepository;
  secret: Record<string, string>;
}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `deploy-key-${repository.name}`, namespace: plan.namespace },
    type: "Opaque",
    stringData: { ...secret },
  };
}

/** Name of the fleet's repository of this index, from 0. */
export function fleetRepositoryName(index: number): string {
  return `fleet-${number(index)}`;
}

export function secretName(account: string): string {
  return `account-${account}`;
}

function number(index: number): string {
  return String(index).padStart(3, "0");
}
