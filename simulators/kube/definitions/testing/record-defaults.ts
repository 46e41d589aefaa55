import { readFileSync, writeFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { ApiObject } from "../../model/api-object.ts";
import { builtinDefinitions } from "../builtin-definitions.ts";

/**
 * Writes testdata/defaults.ndjson: each object of testdata/defaults.yaml, and the object and the Table that a real
 * kube-apiserver (started without the ServiceAccount admission plugin, and with
 * `--service-cluster-ip-range=10.0.0.0/24`) answers to a dry-run create of it.
 *
 *     node simulators/kube/definitions/testing/record-defaults.ts https://127.0.0.1:6443 TOKEN
 */
async function record(server: string, token: string): Promise<void> {
  const folder = new URL("../testdata/", import.meta.url);
  const inputs = parseAllDocuments(readFileSync(new URL("defaults.yaml", folder), "utf8"));
  const lines: string[] = [];
  for (const document of inputs) {
    const input = document.toJS() as ApiObject;
    const post = async (accept: string) => {
      const response = await fetch(`${server}${pathOf(input)}?dryRun=All`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
          Accept: accept,
        },
        body: JSON.stringify(input),
      });
      const answer = (await response.json()) as ApiObject;
      if (!response.ok) throw new Error(`${input.kind} ${input.metadata.name}: ${answer.message}`);
      return answer;
    };
    const output = await post("application/json");
    const table = await post("application/json;as=Table;v=v1;g=meta.k8s.io");
    const { managedFields: _, ...metadata } = output.metadata;
    lines.push(JSON.stringify([input, { ...output, metadata }, cellsOf(table, output)]));
  }
  writeFileSync(new URL("defaults.ndjson", folder), `${lines.join("\n")}\n`);
  console.log(`${lines.length} objects recorded`);
}

/** The cells of the only row, by column, as if it had been the same object. Ages depend on the moment. */
function cellsOf(table: ApiObject, { metadata }: ApiObject): Record<string, unknown> {
  const { columnDefinitions, rows } = table as unknown as {
    columnDefinitions: { name: string }[];
    rows: { cells: unknown[]; object: ApiObject }[];
  };
  const [row] = rows;
  const text = JSON.stringify(row?.cells);
  const cells = JSON.parse(text.replaceAll(String(row?.object.metadata.uid), String(metadata.uid)));
  const entries = columnDefinitions.map(({ name }, at) => [name, cells[at]]);
  return Object.fromEntries(entries.filter(([name]) => name !== "Age" && name !== "Created At"));
}

function pathOf({ apiVersion, kind }: ApiObject): string {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const found = builtinDefinitions().find((one) => one.group === group && one.kind === kind);
  if (!found) throw new Error(`no resource for ${apiVersion} ${kind}`);
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${found.namespaced ? "/namespaces/default" : ""}/${found.plural}`;
}

const [server, token] = process.argv.slice(2);
if (server === undefined || token === undefined)
  throw new Error("usage: record-defaults.ts SERVER TOKEN");
await record(server, token);
