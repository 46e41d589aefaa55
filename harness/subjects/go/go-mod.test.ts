import { describe, expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import type { PartRecipe } from "../recipe.ts";
import { goModSchema, wrapperGoMod } from "./go-mod.ts";

const recipe: PartRecipe = {
  name: "tool",
  version: "1.2.3",
  module: "example.com/tool",
  packages: { tool: "example.com/tool" },
  ldflags: "",
  crds: false,
};

/** A go.mod in the form `go mod edit -json` gives it. */
function release(parts: Record<string, unknown>) {
  return goModSchema.parse({ Go: "1.25.0", ...parts });
}

function replace(path: string, to: { Path: string; Version?: string }, version?: string) {
  return { Old: { Path: path, ...(version ? { Version: version } : {}) }, New: to };
}

describe("wrapperGoMod", () => {
  test("requires the release and all that it requires", () => {
    const goMod = release({
      Require: [
        { Path: "example.com/a", Version: "v1.0.0" },
        { Path: "example.com/b", Version: "v0.3.0", Indirect: true },
      ],
      Exclude: [{ Path: "example.com/b", Version: "v0.2.0" }],
      GoDebug: [{ Key: "default", Value: "go1.24" }],
      Replace: null,
    });
    expect(wrapperGoMod(recipe, goMod)).toBe(`module fluxproof.local/wrapper
go 1.25.0
godebug default=go1.24
require example.com/tool v1.2.3
require example.com/a v1.0.0
require example.com/b v0.3.0
exclude example.com/b v0.2.0
`);
  });

  test("repeats replacements by a version", () => {
    const goMod = release({
      Replace: [
        replace("example.com/a", { Path: "example.com/fork", Version: "v1.0.1" }),
        replace("example.com/b", { Path: "example.com/b", Version: "v2.0.0" }, "v1.9.0"),
      ],
    });
    expect(replaceLines(recipe, goMod)).toEqual([
      "replace example.com/a => example.com/fork v1.0.1",
      "replace example.com/b v1.9.0 => example.com/b v2.0.0",
    ]);
  });

  test("drops a folder whose module is required at a published version or not at all", () => {
    const goMod = release({
      Require: [
        { Path: "example.com/tool/api", Version: "v1.2.3" },
        { Path: "example.com/beside", Version: "v3.6.5" },
      ],
      Replace: [
        replace("example.com/tool/api", { Path: "./api" }),
        replace("example.com/beside", { Path: "../beside" }),
        replace("example.com/never", { Path: "./FORBIDDEN_DEPENDENCY" }),
      ],
    });
    expect(replaceLines(recipe, goMod)).toEqual([]);
  });

  test("gives a module that is only a folder its published version", () => {
    const goMod = release({
      Require: [
        { Path: "k8s.io/api", Version: "v0.0.0" },
        { Path: "k8s.io/client-go", Version: "v0.0.0-00010101000000-000000000000" },
      ],
      Replace: [
        replace("k8s.io/api", { Path: "./staging/src/k8s.io/api" }),
        replace("k8s.io/client-go", { Path: "./staging/src/k8s.io/client-go" }),
      ],
    });
    expect(replaceLines({ ...recipe, stagingVersion: "v0.34.4" }, goMod)).toEqual([
      "replace k8s.io/api => k8s.io/api v0.34.4",
      "replace k8s.io/client-go => k8s.io/client-go v0.34.4",
    ]);
    expect(() => wrapperGoMod(recipe, goMod)).toThrow(HarnessError);
    expect(() => wrapperGoMod(recipe, goMod)).toThrow(/requires k8s\.io\/api at v0\.0\.0/);
  });
});

function replaceLines(wanted: PartRecipe, goMod: ReturnType<typeof release>): string[] {
  return wrapperGoMod(wanted, goMod)
    .split("\n")
    .filter((line) => line.startsWith("replace "));
}
