import { describe, expect, it } from "vitest";
import { filtered, policyOf } from "./policy.ts";
import { createTagDatabase } from "./tag-database.ts";

describe("a policy", () => {
  it.each<[string, Parameters<typeof policyOf>[0], string[], string]>([
    ["a range", { semver: { range: "1.x" } }, ["1.2.0", "1.10.0", "2.0.0", "1", "x"], "1.10.0"],
    ["the alphabet", { alphabetical: {} }, ["b", "c", "a"], "c"],
    ["the alphabet backwards", { alphabetical: { order: "desc" } }, ["b", "c", "a"], "a"],
    ["numbers", { numerical: { order: "asc" } }, ["9", "10", "1.5"], "10"],
    ["numbers backwards", { numerical: { order: "desc" } }, ["9", "10", "1.5"], "1.5"],
  ])("goes by %s", (_, choice, tags, latest) => {
    expect(policyOf(choice)(tags)).toBe(latest);
  });

  it("takes what a filter extracts, and gives the tag that it is of", () => {
    const filter = { pattern: "^main-[a-f0-9]+-(?P<ts>\\d+)", extract: "$ts" };
    const latest = filtered(policyOf({ numerical: {} }), filter);
    expect(latest(["main-ff-9", "main-aa-10", "dev-bb-11", "1.0.0"])).toBe("main-aa-10");
    const whole = filtered(policyOf({ alphabetical: {} }), { pattern: "^v" });
    expect(whole(["v1", "x9"])).toBe("v1");
  });

  it.each<[Parameters<typeof policyOf>[0], string]>([
    [{}, "invalid policy: given ImagePolicyChoice object is invalid"],
    [{ semver: { range: "new" } }, "invalid policy: improper constraint: new"],
    [
      { numerical: { order: "up" } },
      "invalid policy: invalid order argument provided: 'UP', must be one of: ASC, DESC",
    ],
  ])("can't be %o", (choice, because) => {
    expect(() => policyOf(choice)).toThrow(because);
  });

  it("says when there is none", () => {
    const none = "unable to determine latest version from provided list";
    expect(() => policyOf({ semver: { range: "2.x" } })(["1.0.0"])).toThrow(none);
    expect(() => policyOf({ numerical: {} })(["a"])).toThrow(
      "failed to parse invalid numeric value 'a'",
    );
    expect(() => filtered(policyOf({ alphabetical: {} }), { pattern: "x" })(["a"])).toThrow(
      "version list argument cannot be empty",
    );
    expect(() => filtered(policyOf({ alphabetical: {} }), { pattern: "(" })).toThrow(
      /^failed to filter tags: invalid regular expression pattern '\('/,
    );
  });
});

it("knows tags by their Adler-32", () => {
  const database = createTagDatabase();
  // zlib.adler32(b'["1.0.0"]') in Python.
  expect(database.store("app", ["1.0.0"])).toBe("160432618");
  expect(database.tags("app")).toEqual(["1.0.0"]);
  database.clear();
  expect(database.tags("app")).toEqual([]);
});
