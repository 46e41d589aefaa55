import { describe, expect, it } from "vitest";
import { builtinDefinitions } from "./builtin-definitions.ts";
import { shortDuration } from "./cells/age.ts";

const find = (kind: string, group = "") =>
  builtinDefinitions().find((one) => one.kind === kind && one.group === group);

describe("built-in definitions", () => {
  it("are those of the real server's discovery, each with its schema", () => {
    expect(builtinDefinitions()).toHaveLength(65);
    for (const { versions } of builtinDefinitions())
      for (const { schema, schemas } of versions)
        expect(schemas.resolve(schema).properties).toHaveProperty("apiVersion");
  });

  it("tell what differs", () => {
    const scaler = find("HorizontalPodAutoscaler", "autoscaling");
    expect(scaler?.versions.map(({ name }) => name)).toEqual(["v2", "v1"]);
    expect(find("Namespace")?.verbs).not.toContain("deletecollection");
    expect(find("Deployment", "apps")?.versions[0]?.subresources.scale).toBeDefined();
    expect(find("Event", "events.k8s.io")?.storedAs).toEqual({ group: "", resource: "events" });
  });
});

const second = 1000;
it.each([
  [-1, "0s"],
  [119 * second, "119s"],
  [125 * second, "2m5s"],
  [600 * second, "10m"],
  [3 * 3600 * second + 60 * second, "3h1m"],
  [47 * 3600 * second, "47h"],
  [50 * 3600 * second, "2d2h"],
  [400 * 86400 * second, "400d"],
  [800 * 86400 * second, "2y70d"],
])("an age of %d ms is shown as %s", (durationMs, shown) => {
  expect(shortDuration(durationMs)).toBe(shown);
});
