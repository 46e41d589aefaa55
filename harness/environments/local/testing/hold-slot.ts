import { testSlot } from "../../slot/testing/test-slot.ts";
import { localEnvironment } from "../local-environment.ts";
import { findRealParts, withOnly } from "./real-parts.ts";

/**
 * A harness to be killed: starts a slot under the temporary root it is given, says which processes it
 * started as one line of JSON, and holds on. Ends by itself after a minute.
 */
const parts = await findRealParts("flux@2.7");
if ("skip" in parts) throw new Error(parts.skip);
const test = await testSlot({ subject: withOnly(parts.subject, ["source-controller"]) });
const environment = localEnvironment({
  controlPlane: parts.controlPlane,
  temporaryRoot: process.argv[2] ?? "",
});
await using _slot = await environment.start(test.request);
const pids = test.seen("process.start").map(({ pid }) => pid);
process.stdout.write(`${JSON.stringify({ pids, dir: test.request.dir })}\n`);
await test.request.clock.sleep(60_000);
