import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "./glob.ts";

describe("matches", () => {
  it.each<[string[], string, boolean]>([
    [["fleet-*"], "fleet-000", true],
    [["fleet-*"], "fleet-", true],
    [["fleet-*"], "a-fleet-000", false],
    [["fleet"], "fleet-000", false],
    [["*"], "", true],
    [["*-000"], "fleet-000", true],
    [["f*-*0"], "fleet-000", true],
    [["a", "fleet-000"], "fleet-000", true],
    [[], "fleet-000", false],
    [["f.eet-000"], "fleet-000", false],
    [["fleet-00[0]"], "fleet-000", false],
    [["(fleet|a)"], "a", false],
    [["1a"], "1a", true],
  ])("of %j and %j is %s", (globs, name, expected) => {
    expect(matches(globs, name)).toBe(expected);
  });

  it("takes everything but stars as it is written", () => {
    const text = fc.string().filter((given) => !given.includes("*"));
    fc.assert(
      fc.property(text, text, (glob, name) => {
        expect(matches([glob], name)).toBe(glob === name);
        expect(matches([`${glob}*`], `${glob}x`)).toBe(true);
      }),
    );
  });
});
