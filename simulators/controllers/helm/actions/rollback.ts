import { describe } from "../../runtime/start-controller.ts";
import { nanoTime } from "../kube/helm-log.ts";
import { owned, type Resource } from "../kube/resources.ts";
import { waitUntilReady } from "../kube/wait.ts";
import type { Release } from "../storage/release.ts";
import { type ActionContext, record } from "./action.ts";

/** Helm's rollback: an older release made anew. @throws an error in its words. */
export async function rollback(context: ActionContext, version: number): Promise<void> {
  const { kube, storage, name } = context;
  const { process, log } = kube;
  await kube.discover();
  log.write(`preparing rollback of ${name}`);
  const [current] = await storage.history(name);
  if (!current) throw new Error("release: not found");
  const history = await storage.history(name);
  if (!history.some((each) => each.version === version)) {
    throw new Error(`release has no ${version} version`);
  }
  log.write(`rolling back ${name} (current: v${current.version}, target: v${version})`);
  const previous = await storage.get(name, version);
  if (!previous) throw new Error("release: not found");
  const target: Release = {
    ...previous,
    version: current.version + 1,
    info: {
      first_deployed: current.info.first_deployed,
      last_deployed: nanoTime(process.clock.epochMs()),
      ...{ deleted: "", status: "pending-rollback", description: `Rollback to ${version}` },
    },
  };
  log.write(`creating rolled back release for ${name}`);
  await storage.create(target, context.maxHistory);
  log.write(`performing rollback of ${name}`);
  await perform(context, current, target);
  log.write(`updating status for rolled back release for ${name}`);
  target.info.status = "deployed";
  await storage.update(target);
}

async function perform(context: ActionContext, current: Release, target: Release): Promise<void> {
  const { kube, storage, name } = context;
  const { process, log } = kube;
  const before = await kube.build(current.manifest);
  const resources = owned(await kube.build(target.manifest), target);
  try {
    await process.work("helm.action");
    await kube.update(before, resources);
  } catch (error) {
    process.signal.throwIfAborted();
    const description = `Rollback "${name}" failed: ${describe(error)}`;
    log.write(`warning: ${description}`);
    await record(context, current, { status: "superseded" });
    await record(context, target, { status: "failed", description });
    throw error;
  }
  if (context.waits) await waitFor(context, resources, current, target);
  for (const release of await storage.deployed(name)) {
    log.write(`superseding previous deployment ${release.version}`);
    await record(context, release, { status: "superseded" });
  }
}

async function waitFor(
  context: ActionContext,
  resources: readonly Resource[],
  current: Release,
  target: Release,
): Promise<void> {
  try {
    await waitUntilReady(context.kube, resources, context.timeoutMs);
  } catch (error) {
    context.kube.process.signal.throwIfAborted();
    const because = describe(error);
    const description = `Release "${target.name}" failed: ${because}`;
    await record(context, current, {});
    await record(context, target, { status: "failed", description });
    throw new Error(`release ${target.name} failed: ${because}`);
  }
}
