import {
  appliesAfter,
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  deployment,
  kustomization,
  namespacePattern,
  prunesNothing,
  resume,
  scenario,
  shows,
  showsFor,
  suspend,
  until,
  yamlOf,
} from "../../harness/index.ts";

const base = { kind: "Kustomization", name: "base" } as const;
const app = { kind: "Kustomization", name: "app" } as const;
const notReady = { ...app, status: "False", reason: "DependencyNotReady" } as const;

const files = (change: string) => ({
  "base/base.yaml": yamlOf(deployment({ name: "base", image: `example.com/base:${change}` })),
  "app/app.yaml": yamlOf(configMap({ name: "app", data: { change } })),
});

/**
 * Nobody wakes a dependent when what it waits for gets ready: it looks again after `--requeue-dependency`.
 * That is the price, and it is never paid with the wrong order. `app` begins suspended, so that the time
 * of its first look is known. `base` is suspended over the commit: left to itself it is no longer Ready
 * when `app` looks, or still Ready at the revision before, as chance will have it.
 */
export default scenario({
  name: "apply/depends-on-orders",
  guarantee:
    "A Kustomization that depends on another is applied only once that one is Ready at the same revision, says DependencyNotReady until then, and looks again after 30 s.",
  environments: ["sim", "local"],
  repositories: [{ name: "platform", source: { interval: "2s" }, files: files("1") }],
  objects: [
    kustomization({ name: "base", repository: "platform", spec: { wait: true } }),
    kustomization({
      name: "app",
      repository: "platform",
      spec: { dependsOn: [{ name: "base" }], suspend: true },
    }),
  ],
  workloads: [{ outcome: "ready", after: "3s" }],
  drive: [
    converge({ within: "1m", except: ["app"] }),
    resume(app),
    converge({ within: "20s" }),
    suspend(base),
    commit({ files: files("2") }),
    until({ ...notReady, message: "not up to date", within: "20s" }),
    resume(base),
    converge({ within: "90s" }),
  ],
  check: [
    // A model without the check, without the revision in it, or with one of the wrong object.
    appliesAfter({ name: "app", dependency: "base", revisions: 2 }),
    shows({
      ...notReady,
      message: `^dependency '${namespacePattern}/base' revision is not up to date$`,
    }),
    // A back-off instead of a fixed wait is too soon, the interval of 10 minutes too late.
    showsFor({ ...notReady, min: "29s", max: "40s" }),
    changesArrive({ max: "75s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: ["dependencies-ignored", "dependency-revision-ignored"],
});
