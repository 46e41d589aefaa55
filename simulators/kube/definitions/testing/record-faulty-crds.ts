import { writeFileSync } from "node:fs";
import { faultyCrds } from "./faulty-crds.ts";

/**
 * Writes testdata/faulty-crds.ndjson: the causes for which a real kube-apiserver refuses each definition.
 *
 *     node simulators/kube/definitions/testing/record-faulty-crds.ts https://127.0.0.1:6443 TOKEN
 */
async function record(server: string, token: string): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";
  const lines: string[] = [];
  for (const { crd } of faultyCrds()) {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(crd) };
    const answer = (await (await fetch(server + path, init)).json()) as {
      details?: { causes?: unknown[] };
    };
    lines.push(JSON.stringify(answer.details?.causes ?? []));
  }
  writeFileSync(
    new URL("../testdata/faulty-crds.ndjson", import.meta.url),
    `${lines.join("\n")}\n`,
  );
  console.log(`${lines.length} answers recorded`);
}

const [server, token] = process.argv.slice(2);
if (server === undefined || token === undefined)
  throw new Error("usage: record-faulty-crds.ts SERVER TOKEN");
await record(server, token);
