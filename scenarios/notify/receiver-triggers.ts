import {
  commit,
  controllersStayUp,
  converge,
  keepsArtifact,
  occurs,
  receiverObjects,
  repeat,
  scenario,
  sendHook,
  until,
  wait,
} from "../../harness/index.ts";

const hook = (how: Record<string, string>, status: number) => ({
  ...{ type: "hook.request", receiver: "hook", status },
  ...how,
});
const handled = (name: string) => ({
  ...{ type: "kube.object", kind: "GitRepository", name },
  state: { handledReconcileAt: "/./" },
});

/**
 * A webhook does nothing but set `reconcile.fluxcd.io/requestedAt` on the Receiver's resources. Kills:
 * signatures that aren't checked or hold for any token, paths that aren't looked up whole, an annotation
 * on other sources than those named, or one that source-controller heeds only at its next interval.
 */
export default scenario({
  name: "notify/receiver-triggers",
  guarantee:
    "A webhook signed with the Receiver's token has the sources it names fetched at once, whatever their interval; one with another signature, none, or an unknown path is refused and changes nothing.",
  fleet: { repositories: 2, kustomizations: 2, sourceInterval: "10m" },
  objects: receiverObjects({ name: "hook", source: "fleet-000" }),
  drive: [
    converge({ within: "1m" }),
    until({ kind: "Receiver", name: "hook", status: "True", reason: "Succeeded", within: "30s" }),
    commit(),
    repeat(2, [
      sendHook({ receiver: "hook", path: "unknown" }),
      sendHook({ receiver: "hook", signature: "wrong" }),
      sendHook({ receiver: "hook", signature: "none" }),
      wait("2s"),
    ]),
    sendHook({ receiver: "hook" }),
    converge({ within: "20s", repositories: ["fleet-000"] }),
  ],
  check: [
    occurs({ what: hook({ path: "unknown" }, 404), times: 2 }),
    occurs({ what: hook({ path: "own", signature: "wrong" }, 400), times: 2 }),
    occurs({ what: hook({ path: "own", signature: "none" }, 400), times: 2 }),
    occurs({ what: { type: "git.request" }, times: 0, during: { step: "repeat" } }),
    keepsArtifact({ name: "fleet-000", during: { step: "repeat" } }),
    occurs({ what: hook({ path: "own", signature: "valid" }, 200), times: 1 }),
    occurs({ what: handled("fleet-000") }),
    occurs({ what: handled("fleet-001"), times: 0 }),
    keepsArtifact({ name: "fleet-001", during: { step: "converge", nth: 2 } }),
    controllersStayUp(),
  ],
});
