import { expect, it } from "vitest";
import { fakeDrive } from "../../test/drive-context.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import {
  freezeController,
  killController,
  scaleController,
  thawController,
} from "./controllers.ts";

/** What the slot's controllers are asked. */
async function asked(...steps: Step[]): Promise<unknown[]> {
  const calls: unknown[] = [];
  const keep = async (request: unknown) => void calls.push(request);
  const { context } = fakeDrive({ drive: steps });
  await drive(
    { ...context, slot: { controllers: { end: keep, scale: keep, freeze: keep } } as never },
    () => {},
  );
  return calls;
}

const controller = "source-controller-shard1";

it("kills a controller as a crash in a Pod that stays, unless told otherwise", async () => {
  const steps = [
    killController({ controller }),
    killController({ controller, how: "stop", pod: "replaced" }),
  ];
  expect(await asked(...steps)).toEqual([
    { controller, how: "crash", pod: "kept" },
    { controller, how: "stop", pod: "replaced" },
  ]);
});

it("scales a controller", async () => {
  expect(await asked(scaleController({ controller, replicas: 0 }))).toEqual([
    { controller, replicas: 0 },
  ]);
});

it("freezes a controller, and thaws it", async () => {
  expect(await asked(freezeController({ controller }), thawController({ controller }))).toEqual([
    { controller, frozen: true },
    { controller, frozen: false },
  ]);
});
