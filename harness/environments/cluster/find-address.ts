import { UsageError } from "../../core/failure.ts";
import type { HarnessAddress } from "../harness-address.ts";
import { findGateway } from "../kind/cluster-parts.ts";
import { openDocker } from "../kind/docker.ts";

/** kind names its contexts so. */
const kindContext = /^kind-(.+)$/;

/**
 * Where Pods of a cluster reach this machine: as the user says, else, for a cluster of kind in this machine's
 * Docker, at the gateway of its network; undefined where nothing is known.
 *
 * @param named `--harness-address`: `10.0.0.5`, or `LISTEN=REACHED` where the two differ
 */
export async function findAddress(request: {
  named: string | undefined;
  context: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}): Promise<HarnessAddress | undefined> {
  const { named, context, env, signal } = request;
  if (named !== undefined) return parseAddress(named);
  if (!kindContext.test(context)) return undefined;
  const docker = await openDocker({ env, signal }).catch(() => undefined);
  return docker && (await findGateway(docker).catch(() => undefined));
}

/** @throws UsageError for what is no address. */
export function parseAddress(text: string): HarnessAddress {
  const [listen = "", reachedAs = listen, ...more] = text.split("=");
  const host = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;
  if (more.length > 0 || !host.test(listen) || !host.test(reachedAs)) {
    throw new UsageError(
      `--harness-address ${JSON.stringify(text)}: expected an address of this machine that Pods reach, such as 10.0.0.5, or LISTEN=REACHED where they reach it by another name`,
    );
  }
  return { listen, reachedAs };
}
