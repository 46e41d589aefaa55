import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import type { CustomCase, RecordedAnswer } from "./custom-cases.ts";

/**
 * Writes testdata/custom-resources.ndjson: what a real kube-apiserver answers to the cases of
 * testdata/custom-resources.yaml. It is left as it was.
 *
 *     node simulators/kube/definitions/testing/record-custom-resources.ts https://127.0.0.1:6443 TOKEN
 */
async function record(server: string, token: string): Promise<void> {
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(server + path, init);
    return (await response.json()) as Record<string, unknown>;
  };
  const folder = new URL("../testdata/", import.meta.url);
  const text = readFileSync(new URL("custom-resources.yaml", folder), "utf8");
  const [definition, ...cases] = parseAllDocuments(text).map((one) => one.toJS()) as unknown[];
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const made = await call("POST", definitions, definition);
  if (made.kind === "Status") throw new Error(String(made.message));
  const things = "/apis/example.com/v1/namespaces/default/things";
  const lines: string[] = [];
  try {
    while ((await call("GET", things)).kind !== "ThingList") await setTimeout(100);
    for (const one of cases as CustomCase[]) {
      const created = one.update
        ? await call("POST", things, whole(one.create))
        : await call("POST", `${things}?dryRun=All`, whole(one.create));
      let answer = created;
      if (one.update && created.kind === "Thing") {
        const { name, resourceVersion } = created.metadata as Record<string, string>;
        const update = whole(one.update, { resourceVersion });
        answer = await call("PUT", `${things}/${name}?dryRun=All`, update);
        await call("DELETE", `${things}/${name}`);
      }
      lines.push(JSON.stringify(told(answer)));
    }
  } finally {
    await call("DELETE", `${definitions}/things.example.com`);
  }
  writeFileSync(new URL("custom-resources.ndjson", folder), `${lines.join("\n")}\n`);
  console.log(`${lines.length} answers recorded`);
}

function whole(fields: Record<string, unknown>, system = {}): Record<string, unknown> {
  const metadata = { name: "thing", ...(fields.metadata as object), ...system };
  return { apiVersion: "example.com/v1", kind: "Thing", ...fields, metadata };
}

function told(answer: Record<string, unknown>): RecordedAnswer {
  if (answer.kind !== "Status") {
    const { metadata: _, ...object } = answer;
    return { object };
  }
  const { causes = [] } = (answer.details ?? {}) as { causes?: RecordedAnswer["causes"] };
  return { causes };
}

const [server, token] = process.argv.slice(2);
if (server === undefined || token === undefined)
  throw new Error("usage: record-custom-resources.ts SERVER TOKEN");
await record(server, token);
