import { describe } from "../../runtime/start-controller.ts";
import { nanoTime } from "../kube/helm-log.ts";
import { waitUntilGone } from "../kube/wait.ts";
import type { Release } from "../storage/release.ts";
import { type ActionContext, record } from "./action.ts";

/** Helm has no such release, or none that isn't uninstalled. */
export class NothingToUninstall extends Error {
  override readonly name = "NothingToUninstall";
}

/** Helm's uninstall; gives the release that it was. @throws an error in its words. */
export async function uninstall(
  context: ActionContext,
  { keepHistory }: { keepHistory: boolean },
): Promise<Release> {
  const { kube, storage, name } = context;
  const { process, log } = kube;
  await kube.discover();
  const history = await storage.history(name);
  const [release] = history;
  if (!release) {
    throw new NothingToUninstall(`uninstall: Release not loaded: ${name}: release: not found`);
  }
  if (release.info.status === "uninstalled") {
    if (keepHistory) throw new NothingToUninstall(`the release named "${name}" is already deleted`);
    for (const each of history) await storage.delete(each);
    return release;
  }
  log.write(`uninstall: Deleting ${name}`);
  const deleted = nanoTime(process.clock.epochMs());
  const description = "Deletion in progress (or silently failed)";
  await record(context, release, { status: "uninstalling", deleted, description });
  await process.work("helm.action");
  const resources = (await kube.build(release.manifest)).toReversed();
  await kube.delete(resources).catch((error) => {
    log.write(`uninstall: Failed to delete release: [${describe(error)}]`);
    throw new Error(`failed to delete release: ${name}`);
  });
  const failures: string[] = [];
  if (context.waits) {
    await waitUntilGone(kube, resources, context.timeoutMs).catch((error) => {
      process.signal.throwIfAborted();
      failures.push(describe(error));
    });
  }
  Object.assign(release.info, { status: "uninstalled", description: "Uninstallation complete" });
  if (keepHistory) await record(context, release, {});
  else {
    log.write(`purge requested for ${name}`);
    for (const each of history) await storage.delete(each);
  }
  if (failures.length > 0) {
    const errors = failures.join("; ");
    throw new Error(`uninstallation completed with ${failures.length} error(s): ${errors}`);
  }
  return release;
}
