import type { KubeObject } from "../core/json.ts";
import { fillIn, placeObject } from "../scenario/place-object.ts";
import { placeholderValues, resolvePlaceholders } from "../scenario/placeholders.ts";
import {
  credentialSecret,
  deployKeySecret,
  gitRepository,
  kustomizations,
  type PlannedRepository,
} from "../scenario/plan.ts";
import { artifactHostsOf } from "../steps/artifact-hosts-of.ts";
import { makeCommit } from "../steps/make-commit.ts";
import type { DriveContext } from "../steps/step.ts";

type Context = Omit<DriveContext, "run">;

/** Objects created at the same time. */
const batchSize = 8;

/**
 * Makes what the scenario starts from: the namespace, the repositories with their first commit, the
 * objects. The probe starts once the namespace stands and before the first object, so that it sees all.
 */
export async function setUp<Probe>(
  context: Context,
  startProbe: () => Promise<Probe>,
): Promise<Probe> {
  const { plan, scenario, slot } = context;
  if (slot.namespace === undefined) {
    const metadata = { name: plan.namespace };
    await create(context, { apiVersion: "v1", kind: "Namespace", metadata });
  }
  const probe = await startProbe();
  for (const repository of plan.repositories) await createRepository(context, repository);
  fillArtifactHosts(context);
  for (const { name } of scenario.accounts) {
    const credentials = slot.gitHost.credentials(name);
    await create(context, credentialSecret({ plan, account: name, credentials }));
  }
  const objects = scenario.objects.map((object) => placeObject(plan, object));
  for (const object of objects.filter((each) => !followsSources(each))) {
    await create(context, object);
  }
  const sources: KubeObject[] = [];
  for (const repository of plan.repositories) sources.push(await sourceOf(context, repository));
  await createAll(context, sources);
  await createAll(context, followersOf(context, objects));
  return probe;
}

async function createRepository(context: Context, repository: PlannedRepository): Promise<void> {
  context.signal.throwIfAborted();
  const { name, branch, content } = repository;
  await context.slot.gitHost.createRepository({ name, branch, ...content });
  await makeCommit(context, {
    repository,
    objects: context.scenario.fleet.objectsPerKustomization,
    files: repository.files,
  });
}

function fillArtifactHosts({ plan, scenario, slot }: Context): void {
  if (!scenario.artifactHosts) return;
  const { registry, buckets = {} } = fillIn(plan, scenario.artifactHosts);
  const hosts = artifactHostsOf(slot);
  for (const artifact of registry?.artifacts ?? []) hosts.registry.push(artifact);
  for (const [bucket, objects] of Object.entries(buckets)) hosts.buckets.put(bucket, objects);
}

/** The GitRepository of a repository, by the transport that the run is to use; its key is created before it. */
async function sourceOf(context: Context, repository: PlannedRepository): Promise<KubeObject> {
  const { plan, slot } = context;
  const { gitHost } = slot;
  const ssh = repository.source.account ? undefined : await gitHost.sshSource?.(repository.name);
  if (!ssh) return gitRepository({ plan, repository, url: gitHost.repositoryUrl(repository.name) });
  const key = deployKeySecret({ plan, repository, secret: ssh.secret });
  await create(context, key);
  return gitRepository({ plan, repository, url: ssh.url, secret: key.metadata.name });
}

/** What follows sources is created after them, side by side. */
function followersOf({ plan, scenario }: Context, objects: KubeObject[]): KubeObject[] {
  const followers = plan.repositories.flatMap((repository) =>
    kustomizations({ plan, repository, scenario }),
  );
  return [...objects.filter(followsSources), ...followers];
}

/** Made before its source it would begin with a failure that no scenario is about. */
function followsSources({ kind }: KubeObject): boolean {
  return kind === "Kustomization" || kind === "HelmRelease";
}

async function createAll(context: Context, objects: KubeObject[]): Promise<void> {
  for (let start = 0; start < objects.length; start += batchSize) {
    context.signal.throwIfAborted();
    const batch = objects.slice(start, start + batchSize);
    await Promise.all(batch.map((object) => create(context, object)));
  }
}

async function create(context: Context, object: KubeObject): Promise<void> {
  const { slot, recorder } = context;
  await slot.cluster.create(resolvePlaceholders(object, placeholderValues(context)));
  const { kind, metadata } = object;
  recorder.record({
    type: "kube.write",
    verb: "create",
    what: "object of the scenario",
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name,
  });
}
