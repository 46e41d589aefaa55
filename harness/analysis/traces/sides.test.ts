import { describe, expect, it } from "vitest";
import { runInfo } from "../../../test/run-info.ts";
import { UsageError } from "../../core/failure.ts";
import { takeSides } from "./sides.ts";

/** `ENVIRONMENT SUBJECT`, each an argument of its own unless `&` joins them. */
function sides(...args: string[]): { baselines: string[]; candidates: string[] } {
  const runs = args.flatMap((text, argument) =>
    text.split(" & ").map((origin, index) => {
      const [environment = "", name = ""] = origin.split(" ");
      const info = { ...runInfo(), environment, subject: { ...runInfo().subject, name } };
      return { dir: `${argument + 1}.${index + 1}`, argument, info };
    }),
  );
  const { baselines, candidates } = takeSides(runs);
  return {
    baselines: baselines.map(({ dir }) => dir),
    candidates: candidates.map(({ dir }) => dir),
  };
}

describe("takeSides", () => {
  it.each<[what: string, args: string[], baselines: string[], candidates: string[]]>([
    ["holds sim to local", ["local f", "local f", "sim f"], ["1.1", "2.1"], ["3.1"]],
    [
      "holds sim to local in whatever order they come",
      ["sim f", "local f", "sim f", "local f"],
      ["2.1", "4.1"],
      ["1.1", "3.1"],
    ],
    ["holds sim to local below one folder", ["sim f & local f & local f"], ["1.2", "1.3"], ["1.1"]],
    [
      "holds another subject to the one given first",
      ["local f@2.9", "local f@2.7", "local f@2.9"],
      ["1.1", "3.1"],
      ["2.1"],
    ],
    [
      "holds another subject to the one given first in sim too",
      ["sim f@2.7", "sim f@2.9"],
      ["1.1"],
      ["2.1"],
    ],
    [
      "holds the last argument to all before where all have one origin",
      ["local f", "local f & local f", "local f & local f"],
      ["1.1", "2.1", "2.2"],
      ["3.1", "3.2"],
    ],
  ])("%s", (_, args, baselines, candidates) => {
    expect(sides(...args)).toEqual({ baselines, candidates });
  });

  it.each<[what: string, args: string[], message: RegExp]>([
    [
      "one argument of one origin",
      ["local f & local f"],
      /one origin \(local f\): expected another/,
    ],
    [
      "three origins",
      ["local f", "sim f", "kind f"],
      /^3 origins \(local f, sim f, kind f\): .* --against/,
    ],
  ])("can't with %s", (_, args, message) => {
    expect(() => sides(...args)).toThrow(UsageError);
    expect(() => sides(...args)).toThrow(message);
  });
});
