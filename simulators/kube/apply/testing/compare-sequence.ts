import { expect } from "vitest";
import type { ApiObject } from "../../model/api-object.ts";
import { bothSides } from "./compare.ts";
import { testedKind } from "./kinds.ts";
import type { Sequence } from "./step.ts";

/** The object a sequence is about. */
export function objectName(seed: string): string {
  return `object-${seed.replaceAll("/", "-")}`;
}

/** Expects of every step that we make of it what the API server did; gives the number of steps compared. */
export function compareSequence({ kind: kindName, seed, steps }: Sequence): number {
  const kind = testedKind(kindName);
  let compared = 0;
  let live: ApiObject | undefined;
  for (const [at, played] of steps.entries()) {
    const sides = bothSides({ kind, live, played, name: objectName(seed) });
    if (sides) {
      const about = `${seed}, request ${at}: ${JSON.stringify(played.step)}`;
      expect(sides.ours, `${about}\non ${JSON.stringify(live)}\n`).toEqual(sides.theirs);
      compared += 1;
    }
    if (played.code < 300) live = played.body as ApiObject;
  }
  return compared;
}
