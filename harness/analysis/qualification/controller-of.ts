const controllers =
  /^(source|kustomize|helm|notification|image-reflector|image-automation)-controller(?=$|[-.])/;

/**
 * Whose figure a metric is; null where more than one has a part in it. Until the artifact is there only
 * source-controller has: all later stages of a latency wait for it, and so are nobody's alone.
 */
export function controllerOf(metric: string): string | null {
  const [kind, ...rest] = metric.split(".");
  const of = rest.join(".");
  if (kind === "latency" || kind === "coldStart") {
    return of.startsWith("artifact.") ? "source-controller" : null;
  }
  if (kind === "requests") {
    if (of.startsWith("git.")) return "source-controller";
    return controllers.exec(of.replace(/^kubernetes\./, ""))?.[0] ?? null;
  }
  return controllers.exec(of)?.[0] ?? null;
}
