import type { Ask } from "../step.ts";

/** What the paths of malformed requests lead to, so that patches and the like get far. */
export async function makeTargets({ origin, ask }: { origin: string; ask: Ask }): Promise<void> {
  const template = {
    metadata: { labels: { app: "a" } },
    spec: { containers: [{ name: "a", image: "a:1" }] },
  };
  const spec = { selector: { matchLabels: { app: "a" } }, template };
  const inNamespace = (group: string) => `${group}/namespaces/default`;
  const objects: [string, object][] = [
    ["/api/v1/namespaces", { metadata: { name: "default" } }],
    [`${inNamespace("/api/v1")}/configmaps`, { metadata: { name: "a" } }],
    [`${inNamespace("/api/v1")}/secrets`, { metadata: { name: "a" } }],
    [`${inNamespace("/apis/apps/v1")}/deployments`, { metadata: { name: "a" }, spec }],
    [
      `${inNamespace("/apis/fuzz.example.com/v1")}/widgets`,
      { apiVersion: "fuzz.example.com/v1", kind: "Widget", metadata: { name: "a" }, spec: {} },
    ],
  ];
  for (const [path, object] of objects) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(object);
    await (await ask(new Request(origin + path, { method: "POST", headers, body }))).text();
  }
}
