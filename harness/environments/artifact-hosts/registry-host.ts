import { createOciRegistry } from "../../../simulators/oci/oci-registry.ts";
import {
  matchesRegistryRequest,
  parseRegistryRequest,
} from "../../../simulators/oci/request-path.ts";
import { createFaultLayer } from "../../../simulators/support/fault-layer.ts";
import { observed } from "../../../simulators/support/observe.ts";
import type { RegistryFault } from "../../core/fault.ts";
import type { Registry } from "../environment.ts";
import { type HostRequest, handleLater, seenOf } from "./host.ts";

const username = "flux";
const tokenDigits = 32;

/** Starts a simulated OCI registry: observed, and with the fault layer in front. */
export async function startRegistry(request: HostRequest): Promise<Registry & AsyncDisposable> {
  const { clock, recorder, random } = request;
  const kind = request.artifactHosts.registry?.login;
  let drawn = 0;
  const newPassword = () => {
    const digits = random.fork(`login ${++drawn}`);
    return Array.from({ length: tokenDigits }, () => digits.below(16).toString(16)).join("");
  };
  let password = newPassword();
  const registry = createOciRegistry();
  const ask = (wanted: string) => {
    if (kind) registry.authenticate({ kind, username, password: wanted });
  };
  ask(password);
  const later = handleLater();
  const listener = await request.listen("registry", later.handle);
  const faults = createFaultLayer<RegistryFault>({
    ...{ target: "registry", idPrefix: "registry-fault", handler: registry.handle, clock },
    doors: listener.doors,
    matches: ({ match }, { url }) => matchesRegistryRequest(match, url),
  });
  later.use(
    observed({
      ...{ clock, handler: faults.handle },
      report(exchange) {
        const path = parseRegistryRequest(exchange.request.url);
        const seen = { type: "registry.request", ...path, ...seenOf(exchange) } as const;
        recorder.record(seen, exchange.startedMs);
      },
    }),
  );
  const { host } = new URL(listener.origin);
  return {
    host,
    push(artifact) {
      const digest = registry.push(artifact);
      const { repository, tags } = artifact;
      recorder.record({ type: "registry.push", repository, tags, digest });
    },
    login: () => JSON.stringify({ auths: { [host]: { username, password } } }),
    expireLogin() {
      // Nobody is told the new one.
      ask(newPassword());
      recorder.record({ type: "registry.login", change: "expired" });
    },
    rotateLogin() {
      password = newPassword();
      ask(password);
      recorder.record({ type: "registry.login", change: "rotated" });
    },
    inject: (fault) => faults.inject(fault),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await faults[Symbol.asyncDispose]();
    },
  };
}
