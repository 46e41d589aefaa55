import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { during } from "../steps/during.ts";
import { gitHost } from "../steps/faults.ts";
import { parallel } from "../steps/parallel.ts";
import { registerStep } from "../steps/registry.ts";
import { repeat } from "../steps/repeat.ts";
import { StepTimeout } from "../steps/step.ts";
import { wait } from "../steps/wait.ts";
import { drive } from "./drive.ts";

const nothing = z.strictObject({});
registerStep("test-done", { arguments: nothing, run: async () => {} });
registerStep("test-late", {
  arguments: nothing,
  async run() {
    throw new StepTimeout("not done within 1s: it sleeps");
  },
});
registerStep("test-broken", {
  arguments: nothing,
  async run() {
    throw new Error("no route to the API server");
  },
});

const done: Step = { use: "test-done" };
const late: Step = { use: "test-late" };
const broken: Step = { use: "test-broken" };
const outage = gitHost.answers({ status: 503 });

/** `1 start wait`, `1 done`: the steps of a history, in short. */
function stepsOf({ recorded }: ReturnType<typeof fakeDrive>): string[] {
  return recorded.flatMap((entry) => {
    if (entry.type === "step.start") return [`${entry.step} start ${entry.use}`];
    return entry.type === "step.end" ? [`${entry.step} ${entry.outcome}`] : [];
  });
}

async function run(...steps: Step[]) {
  const fake = fakeDrive({ drive: steps });
  const shown: string[] = [];
  const error = await drive(fake.context, (text) => shown.push(text)).catch((thrown) => thrown);
  return { fake, steps: stepsOf(fake), shown, error: error as Error | undefined };
}

describe("drive", () => {
  it("numbers steps from one, in order, and tells each as it begins", async () => {
    const { steps, shown, error } = await run(done, done);
    expect(error).toBeUndefined();
    expect(steps).toEqual(["1 start test-done", "1 done", "2 start test-done", "2 done"]);
    expect(shown).toEqual(["step 1: test-done", "step 2: test-done"]);
  });

  it("numbers inner steps below the outer one, and rounds below the repeat", async () => {
    const { steps } = await run(done, during(outage, [done, repeat(2, [done])]));
    expect(steps.filter((text) => text.includes("start"))).toEqual([
      "1 start test-done",
      "2 start during",
      "2.1 start test-done",
      "2.2 start repeat",
      "2.2.1.1 start test-done",
      "2.2.2.1 start test-done",
    ]);
  });

  it("gives every step of a drive a number of its own", async () => {
    const branch = [done, repeat(2, [done, done])];
    const { fake } = await run(parallel(branch, branch), repeat(2, [parallel([done], [done])]));
    const paths = recordedOf(fake, "step.start").map(({ step }) => step);
    expect(new Set(paths).size).toBe(paths.length);
    expect(
      recordedOf(fake, "step.end")
        .map(({ step }) => step)
        .sort(),
    ).toEqual(paths.sort());
  });

  it("records the arguments of a step", async () => {
    const fake = fakeDrive({ drive: [wait("0s"), done] });
    await drive(fake.context, () => {});
    expect(recordedOf(fake, "step.start")).toMatchObject([{ with: { for: "0s" } }, { with: {} }]);
  });

  it("ends at a step that was late, which is recorded as such", async () => {
    const { fake, steps, error } = await run(done, late, done);
    expect(error).toBeInstanceOf(StepTimeout);
    expect(steps.slice(2)).toEqual(["2 start test-late", "2 timeout"]);
    expect(recordedOf(fake, "step.end")[1]?.because).toBe("not done within 1s: it sleeps");
  });

  it("ends at a step that broke", async () => {
    const { fake, steps, error } = await run(broken, done);
    expect(error?.message).toBe("no route to the API server");
    expect(steps).toEqual(["1 start test-broken", "1 error"]);
    expect(recordedOf(fake, "step.end")[0]?.because).toBe("no route to the API server");
  });

  it("records a late inner step at every level, and starts nothing after it", async () => {
    const { steps } = await run(repeat(3, [during(outage, [late, done])]), done);
    expect(steps).toEqual([
      "1 start repeat",
      "1.1.1 start during",
      "1.1.1.1 start test-late",
      "1.1.1.1 timeout",
      "1.1.1 timeout",
      "1 timeout",
    ]);
  });

  it("starts nothing once the signal has aborted", async () => {
    const fake = fakeDrive({ drive: [done] });
    fake.ending.abort(new Error("ended by SIGINT"));
    await expect(drive(fake.context, () => {})).rejects.toThrow("ended by SIGINT");
    expect(fake.recorded).toEqual([]);
  });

  it("refuses an unknown step and wrong arguments, with their place", async () => {
    const { error } = await run(done, { use: "test-none" });
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toMatch(/^step 2: unknown step "test-none"; expected one of: commit, /);
    const wrong = await run(repeat(1, [wait("soon")]));
    expect(wrong.error?.message).toMatch(
      /^step 1\.1\.1: step wait: for = "soon": expected a duration/,
    );
  });
});

describe("during", () => {
  it("has the fault in force for its steps alone", async () => {
    const { fake } = await run(done, during(outage, [done, done]), done);
    expect(fake.faults).toEqual(["inject answers", "remove answers"]);
    expect(
      fake.recorded.flatMap((entry) =>
        entry.type === "step.start" || entry.type.startsWith("fault.") ? [entry.type] : [],
      ),
    ).toEqual([
      "step.start",
      "step.start",
      "fault.start",
      "step.start",
      "step.start",
      "fault.end",
      "step.start",
    ]);
    expect(recordedOf(fake, "fault.start")[0]).toMatchObject({ id: "fault-1", fault: outage });
    expect(recordedOf(fake, "fault.end")[0]).toMatchObject({ id: "fault-1", met: 3 });
  });

  it.each([
    ["is late", late, "timeout"],
    ["breaks", broken, "error"],
  ])("ends its fault when a step %s", async (_, step, outcome) => {
    const { fake, steps } = await run(during(outage, [step]));
    expect(fake.faults).toEqual(["inject answers", "remove answers"]);
    expect(recordedOf(fake, "fault.end")).toHaveLength(1);
    expect(steps.at(-1)).toBe(`1 ${outcome}`);
  });

  it("ends its fault when the run is interrupted", async () => {
    const fake = fakeDrive({ drive: [during(outage, [wait("1h")])] });
    const driven = drive(fake.context, () => {});
    await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
    fake.ending.abort(new Error("ended by SIGINT"));
    await expect(driven).rejects.toThrow("ended by SIGINT");
    expect(fake.faults).toEqual(["inject answers", "remove answers"]);
  });

  it("ends its fault when the history can't take its start", async () => {
    const fake = fakeDrive({ drive: [during(outage, [done])] });
    const record = fake.context.recorder.record;
    fake.context.recorder.record = (observation, tMs) => {
      if (observation.type === "fault.start") throw new Error("the disk is full");
      return record(observation, tMs);
    };
    await expect(drive(fake.context, () => {})).rejects.toThrow("the disk is full");
    expect(fake.faults).toEqual(["inject answers", "remove answers"]);
  });

  it("ends nested faults from the inside", async () => {
    const refusal = gitHost.refuses({});
    const { fake } = await run(during(outage, [during(refusal, [late])]));
    expect(fake.faults).toEqual([
      "inject answers",
      "inject refuses",
      "remove refuses",
      "remove answers",
    ]);
  });

  it("records no fault that could not be injected", async () => {
    const inject = () => {
      throw new Error("no such fault here");
    };
    const fake = fakeDrive({ drive: [during(outage, [done])] }, { inject });
    await expect(drive(fake.context, () => {})).rejects.toThrow("no such fault here");
    expect(recordedOf(fake, "fault.start")).toEqual([]);
    expect(recordedOf(fake, "fault.end")).toEqual([]);
  });

  it("needs a fault", async () => {
    const { error } = await run({ use: "during", steps: [done] });
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toBe("step 1: during needs a fault");
  });
});

describe("parallel", () => {
  it("starts its branches side by side and ends when all have ended", async () => {
    const fake = fakeDrive({ drive: [parallel([wait("5s"), done], [wait("2s")]), done] });
    const driven = drive(fake.context, () => {});
    await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(2);
    fake.clock.advance(2000);
    await expect.poll(() => stepsOf(fake), { interval: 1 }).toContain("1.2.1 done");
    expect(stepsOf(fake)).not.toContain("2 start test-done");
    fake.clock.advance(3000);
    await driven;
    expect(stepsOf(fake).slice(-4)).toEqual([
      "1.1.1 done",
      "1 done",
      "2 start test-done",
      "2 done",
    ]);
  });

  it("lets the other branches end when one fails, then fails", async () => {
    const fake = fakeDrive({ drive: [parallel([late], [wait("5s"), done]), done] });
    const driven = drive(fake.context, () => {}).catch((error) => error);
    await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
    fake.clock.advance(5000);
    expect(await driven).toBeInstanceOf(StepTimeout);
    expect(stepsOf(fake)).toContain("1.2.1.2 done");
    expect(stepsOf(fake).at(-1)).toBe("1 timeout");
  });

  it("throws what broke rather than what was late", async () => {
    const { error, steps } = await run(parallel([late], [broken]));
    expect(error?.message).toBe("no route to the API server");
    expect(steps.at(-1)).toBe("1 error");
  });
});

describe("wait", () => {
  it("takes its time on the run's clock", async () => {
    const fake = fakeDrive({ drive: [wait("90s"), done] });
    const driven = drive(fake.context, () => {});
    await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
    fake.clock.advance(89_999);
    expect(fake.clock.sleepers()).toBe(1);
    fake.clock.advance(1);
    await driven;
    expect(recordedOf(fake, "step.end")[0]?.tMs).toBe(90_000);
  });
});
