import { expect, it } from "vitest";
import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import { answerList } from "./answers.ts";

const definition = builtinDefinitions().find(({ kind }) => kind === "ConfigMap");

it.each([0, 1, 200, 201, 400, 450])("writes a list of %i items as one text", async (count) => {
  const [version] = definition?.versions ?? [];
  if (!definition || !version) throw new Error("no ConfigMaps");
  const items = Array.from({ length: count }, (_, at) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `m-${at}` },
    data: { text: "zwölf" },
  }));
  const context = { target: { definition, version }, includeObject: "Metadata", epochMs: 0 };
  const answer = answerList(
    { items, metadata: { resourceVersion: "7" } },
    { ...context, representation: { encoding: "json", pretty: false } },
  );
  const bare = items.map(({ metadata, data }) => ({ metadata, data }));
  const metadata = { resourceVersion: "7" };
  const whole = { kind: "ConfigMapList", apiVersion: "v1", metadata, items: bare };
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.text()).toBe(`${JSON.stringify(whole)}\n`);
});
