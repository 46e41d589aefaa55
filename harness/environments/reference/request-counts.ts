import type { ServedExchange } from "../../../simulators/kube/http/serve-request.ts";
import type { Recorder } from "../../core/history.ts";
import { fluxNamespace } from "../slot/rbac.ts";

const userPrefix = `system:serviceaccount:${fluxNamespace}:`;
const fluxGroups = ".toolkit.fluxcd.io";

/** Counts what the controllers ask of the API server, as the audit log does for processes. */
export function requestCounts(recorder: Recorder) {
  let counts: Record<string, Record<string, number>> = {};
  let statusWrites: Record<string, Record<string, number>> = {};
  return {
    report({ attributes }: ServedExchange): void {
      // What is asked as another counts for the one who asks, as in the audit log.
      const user = attributes.user.impersonator ?? attributes.user;
      if (!user.name.startsWith(userPrefix)) return;
      const controller = user.name.slice(userPrefix.length);
      if (attributes.kind === "path") {
        add(counts, controller, `${attributes.verb} non-resource`);
        return;
      }
      const { verb, resource, subresource, group, namespace = "", name } = attributes;
      add(counts, controller, `${verb} ${subresource ? `${resource}/${subresource}` : resource}`);
      if (subresource !== "status" || verb === "get" || !group.endsWith(fluxGroups)) return;
      add(statusWrites, controller, `${resource} ${namespace}/${name}`);
    },
    /** Records what was asked since the last time. */
    record(): void {
      if (Object.keys(counts).length === 0) return;
      const wrote = Object.keys(statusWrites).length > 0;
      recorder.record({ type: "kube.requests", counts, ...(wrote ? { statusWrites } : {}) });
      counts = {};
      statusWrites = {};
    },
  };
}

function add(
  counts: Record<string, Record<string, number>>,
  controller: string,
  key: string,
): void {
  counts[controller] ??= {};
  const own = counts[controller];
  own[key] = (own[key] ?? 0) + 1;
}
