import { expect, test } from "vitest";
import { simulatorTarget } from "../fuzz/servers.ts";
import recorded from "./testdata/numbers.json" with { type: "json" };
import { askNumbers } from "./testing/number-requests.ts";

test("numbers are taken as the real kube-apiserver takes them, however they are written", async () => {
  using simulator = simulatorTarget();
  expect(await askNumbers(simulator)).toEqual(recorded);
});
