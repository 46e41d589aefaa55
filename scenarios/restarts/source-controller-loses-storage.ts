import {
  controllersStayUp,
  converge,
  during,
  gitHost,
  killController,
  occurs,
  prunesNothing,
  rebuildsArtifact,
  recovers,
  requestReconcile,
  resume,
  scenario,
  shows,
  suspend,
  until,
  untilOccurs,
  wait,
} from "../../harness/index.ts";

const process = "source-controller";
/** What one source meets: nothing, a host that fails, nobody who looks. */
const [plain, broken, suspended] = ["fleet-000", "fleet-001", "fleet-002"];
const source = (name: string) => ({ kind: "GitRepository", name }) as const;
const follower = (name: string) => ({ kind: "Kustomization", name: `${name}-k-000` }) as const;
const artifactFailed = { status: "False", reason: "ArtifactFailed" } as const;

/**
 * Artifacts lie in an emptyDir, which goes with the Pod; the status of a source still tells of one. It is
 * built again at the first look, where the host lets it. A suspended source is not looked at: it stays
 * Ready, and whoever asks for what it advertises is answered 404. Only where a failure took the artifact
 * out of the status meanwhile is the same one news. In a cluster nobody is led to the new Pod before its
 * readiness probe, every 10 s, was answered.
 */
export default scenario({
  name: "restarts/source-controller-loses-storage",
  guarantee:
    "A source-controller whose storage went with its Pod builds the same artifacts again, which is no news to anyone; where it can't, Kustomizations that look for one say so until it is there, and nothing is pruned.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 3, kustomizations: 6, sourceInterval: "10m" },
  drive: [
    converge({ within: "2m" }),
    // Who looked before there was an artifact looks again half a minute later, though it was woken meanwhile.
    wait("40s"),
    suspend(source(suspended)),
    during(gitHost.answers({ status: 503, match: { repositories: [broken] } }), [
      killController({ controller: process, how: "stop", pod: "replaced" }),
      untilOccurs({ what: { type: "process.workers", process }, within: "30s" }),
      wait("12s"),
      until({ ...source(broken), status: "False", within: "30s" }),
      ...[broken, suspended].flatMap((name) => [
        requestReconcile(follower(name)),
        until({ ...follower(name), ...artifactFailed, within: "30s" }),
      ]),
    ]),
    // Its next look of its own may be as far away as the host was gone.
    requestReconcile(source(broken)),
    resume(source(suspended)),
    converge({ within: "1m" }),
  ],
  check: [
    occurs({ what: { type: "process.exit", process, code: 0 }, times: 1 }),
    ...[plain, broken, suspended].flatMap((name) => [
      rebuildsArtifact(source(name)),
      occurs({
        what: { type: "kube.event", reason: "NewArtifact", involved: source(name) },
        times: name === broken ? 2 : 1,
      }),
      // Those that are Ready at its revision aren't woken by it.
      occurs({
        what: { type: "kube.object", kind: "Kustomization", name: `${name}-k-001` },
        during: name === plain ? { step: "during" } : { step: "converge", nth: 2 },
        times: 0,
      }),
    ]),
    ...[
      { ...follower(broken), message: "^Source artifact not found, retrying in 30s$" },
      {
        ...follower(suspended),
        message: "^Source is not ready, artifact not found, retrying in 30s$",
      },
    ].flatMap(({ message, ...object }) => [
      shows({ ...object, ...artifactFailed, message, during: { fault: 1 } }),
      // The artifact wakes it, not its retry.
      recovers({ ...object, after: { fault: 1 }, within: "20s" }),
    ]),
    prunesNothing(),
    controllersStayUp({ except: [process] }),
  ],
});
