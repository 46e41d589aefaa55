import { describe, expect, it } from "vitest";
import { fakeDrive } from "../../test/drive-context.ts";
import {
  condition,
  configMap,
  deleted,
  failing,
  kustomization,
  object,
  ready,
  source,
} from "../../test/history.ts";
import type { Observation } from "../core/history.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import { commit } from "./commit.ts";
import { converge } from "./converge.ts";
import { requestReconcile } from "./request-reconcile.ts";
import { StepTimeout } from "./step.ts";
import { until } from "./until.ts";
import { untilApplied } from "./until-applied.ts";
import { untilOccurs, untilReconciled } from "./until-occurs.ts";

/** Drives to the wait of the last step, shows it what a watch brings, and lets its time pass if it waits on. */
async function outcomeOf(
  steps: Step[],
  seen: readonly Observation[],
  fleet = { repositories: 1, kustomizations: 1 },
): Promise<string> {
  const fake = fakeDrive({ drive: steps, fleet });
  const driven = drive(fake.context, () => {}).then(
    () => "done",
    (error: Error) => {
      expect(error).toBeInstanceOf(StepTimeout);
      return error.message;
    },
  );
  await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
  for (const observation of seen) fake.see(observation);
  fake.clock.advance(59_999);
  fake.clock.advance(1);
  return driven;
}

const head = "commit-1";
const k0 = "fleet-000-k-000";

describe("converge", () => {
  const steps = [commit(), converge({ within: "1m" })];
  const check = async (seen: readonly Observation[], expected: string | RegExp) =>
    expect(await outcomeOf(steps, seen)).toMatch(expected);

  it("is done when source and Kustomizations are Ready at the head", async () => {
    await check([source("fleet-000", head, ready), kustomization(k0, head, ready)], /^done$/);
  });

  it.each<[string, Observation[], RegExp]>([
    [
      "nothing is there",
      [],
      /^not converged within 1m: 2 of 2 objects are not Ready at the head, first GitRepository fleet-000: it does not exist$/,
    ],
    [
      "the Kustomization is not there",
      [source("fleet-000", head, ready)],
      /: 1 of 2 objects .*, first Kustomization fleet-000-k-000: it does not exist$/,
    ],
    [
      "the source has no condition yet",
      [source("fleet-000"), kustomization(k0, head, ready)],
      /first GitRepository fleet-000: no Ready condition yet$/,
    ],
    [
      "the source fails",
      [source("fleet-000", head, failing), kustomization(k0, head, ready)],
      /first GitRepository fleet-000: Ready=False GitOperationFailed: unable to clone$/,
    ],
    [
      "the Kustomization is Ready at an older commit",
      [source("fleet-000", head, ready), kustomization(k0, "commit-0", ready)],
      /first Kustomization fleet-000-k-000: Ready=True ReconciliationSucceeded: $/,
    ],
    [
      "the Kustomization is Ready for an older generation",
      [
        source("fleet-000", head, ready),
        object("Kustomization", k0, {
          ...kustomization(k0, head, ready).state,
          generation: 2,
          observedGeneration: 1,
        }),
      ],
      /first Kustomization fleet-000-k-000/,
    ],
    [
      "the Kustomization was deleted",
      [
        source("fleet-000", head, ready),
        kustomization(k0, head, ready),
        deleted(kustomization(k0, head, ready)),
      ],
      /first Kustomization fleet-000-k-000: it does not exist$/,
    ],
  ])("says what it lacks when %s", (_, seen, expected) => check(seen, expected));

  it("looks at the matching repositories alone", async () => {
    const two = { repositories: 2, kustomizations: 0 };
    const one = [commit(), converge({ within: "1m", repositories: ["*-001"] })];
    expect(await outcomeOf(one, [source("fleet-001", "commit-2", ready)], two)).toBe("done");
    expect(await outcomeOf(one, [source("fleet-000", "commit-1", ready)], two)).toMatch(
      /1 of 1 objects .* fleet-001/,
    );
  });

  it("goes by each repository's own head", async () => {
    const two = { repositories: 2, kustomizations: 0 };
    const seen = [source("fleet-000", "commit-1", ready), source("fleet-001", "commit-1", ready)];
    expect(await outcomeOf(steps, seen, two)).toMatch(/1 of 2 objects .* fleet-001/);
  });

  it("is done at once where there is nothing to await", async () => {
    const fake = fakeDrive({ drive: [converge({ within: "1m" })] });
    await drive(fake.context, () => {});
    expect(fake.clock.sleepers()).toBe(0);
  });
});

describe("until", () => {
  const wanted = {
    kind: "GitRepository",
    name: "fleet-000",
    status: "False",
    reason: "GitOperationFailed",
    message: "429",
    within: "1m",
  } as const;
  const limited = condition("Ready", "False", "GitOperationFailed", "status code: 429");

  it("is done when the object shows the condition", async () => {
    expect(await outcomeOf([until(wanted)], [source("fleet-000", "a0", limited)])).toBe("done");
  });

  it("looks at another condition than Ready", async () => {
    const step = until({ ...wanted, type: "FetchFailed", status: "True" });
    const shown = condition("FetchFailed", "True", "GitOperationFailed", "429");
    expect(await outcomeOf([step], [source("fleet-000", "a0", limited, shown)])).toBe("done");
  });

  it.each<[string, Observation]>([
    ["another status", source("fleet-000", "a0", { ...limited, status: "True" })],
    ["another reason", source("fleet-000", "a0", { ...limited, reason: "Other" })],
    ["another message", source("fleet-000", "a0", { ...limited, message: "401" })],
    ["another condition", source("fleet-000", "a0", { ...limited, type: "FetchFailed" })],
    ["another object", source("fleet-001", "a0", limited)],
    ["another kind", object("Kustomization", "fleet-000", { conditions: [limited] })],
  ])("does not take %s for it", async (_, seen) => {
    expect(await outcomeOf([until(wanted)], [seen])).toMatch(
      /^GitRepository fleet-000 did not show Ready False GitOperationFailed 429 within 1m: /,
    );
  });

  it("says what the object showed instead", async () => {
    const seen = source("fleet-000", "a0", { ...limited, message: "status code: 503" });
    expect(await outcomeOf([until(wanted)], [seen])).toMatch(
      /: Ready=False GitOperationFailed: status code: 503$/,
    );
  });
});

describe("until-occurs", () => {
  const what = {
    type: "kube.event",
    reason: "NewArtifact",
    involved: { name: "/^fleet/" },
  } as const;
  const event = (name: string, reason = "NewArtifact"): Observation => ({
    ...{ type: "kube.event", kind: "Normal", reason, message: "", count: 1, reporter: "" },
    involved: { kind: "GitRepository", namespace: "fluxproof", name },
  });

  it("is done once it came so often", async () => {
    const seen = [event("fleet-000"), event("large"), source("fleet-000"), event("fleet-001")];
    expect(await outcomeOf([untilOccurs({ what, times: 2, within: "1m" })], seen)).toBe("done");
  });

  it("counts what came before it", async () => {
    const fake = fakeDrive({ drive: [untilOccurs({ what, within: "1m" })] });
    fake.see(event("fleet-000"));
    await drive(fake.context, () => {});
  });

  it("names what it waited for and how often that came", async () => {
    const seen = [event("fleet-000"), event("fleet-000", "GitOperationFailed")];
    expect(await outcomeOf([untilOccurs({ what, times: 2, within: "1m" })], seen)).toBe(
      'kube.event {"reason":"NewArtifact","involved":{"name":"/^fleet/"}} was to come 2 times within 1m: it came 1 times',
    );
  });
});

describe("until-reconciled", () => {
  const reconciled = (name = k0, reason = "ReconciliationSucceeded"): Observation => ({
    ...{ type: "kube.event", kind: "Normal", reason, message: "", count: 1, reporter: "" },
    involved: { kind: "Kustomization", namespace: "fluxproof", name },
  });
  /** How often a Kustomization was applied before the step begins, then what comes while it waits. */
  const outcome = async (before: number, seen: Observation[], times?: number) => {
    const awaited = { name: k0, within: "1m", ...(times === undefined ? {} : { times }) };
    const fake = fakeDrive({ drive: [untilReconciled(awaited)] });
    for (let applied = 0; applied < before; applied++) fake.see(reconciled());
    const driven = drive(fake.context, () => {}).then(
      () => "done",
      (error: Error) => error.message,
    );
    await expect.poll(() => fake.clock.sleepers(), { interval: 1 }).toBe(1);
    for (const observation of seen) fake.see(observation);
    fake.clock.advance(59_999);
    fake.clock.advance(1);
    return driven;
  };

  it("is done once it was applied from its start on", async () => {
    expect(await outcome(0, [reconciled()])).toBe("done");
    expect(await outcome(2, [reconciled()])).toBe("done");
  });

  it("doesn't count what was applied before it began", async () => {
    expect(await outcome(3, [])).toMatch(/was to come 1 times within 1m: it came 0 times$/);
    expect(await outcome(3, [reconciled()], 2)).toMatch(/2 times within 1m: it came 1 times$/);
  });

  it("counts neither others nor what failed", async () => {
    const seen = [reconciled("fleet-000-k-001"), reconciled(k0, "ReconciliationFailed")];
    expect(await outcome(0, seen)).toMatch(/it came 0 times$/);
  });
});

describe("until-applied", () => {
  const steps = [
    commit({ objects: 3 }),
    commit(),
    untilApplied({ kustomization: k0, objects: 2, within: "1m" }),
  ];
  const check = async (seen: readonly Observation[], expected: string | RegExp) =>
    expect(await outcomeOf(steps, seen)).toMatch(expected);

  it("is done when so many objects are at the newest change", async () => {
    await check([configMap(`${k0}-0`, 1), configMap(`${k0}-2`, 1)], /^done$/);
  });

  it("counts neither objects of an older change nor those of others", async () => {
    await check(
      [configMap(`${k0}-0`, 1), configMap(`${k0}-1`, 0), configMap("fleet-000-k-001-0", 1)],
      /^2 objects of fleet-000-k-000 were not applied within 1m: 1 of 3 were$/,
    );
  });
});

describe("request-reconcile", () => {
  const steps = [requestReconcile({ kind: "GitRepository", name: "fleet-000", within: "1m" })];
  const handled = (handledReconcileAt: string) =>
    object("GitRepository", "fleet-000", { conditions: [failing], handledReconcileAt });

  it("waits until the request was handled, however it went", async () => {
    const { clock } = fakeDrive();
    const now = new Date(clock.epochMs()).toISOString();
    expect(await outcomeOf(steps, [handled("1999-01-01T00:00:00.000Z"), handled(now)])).toBe(
      "done",
    );
  });

  it("tells what an object that didn't handle it shows", async () => {
    expect(await outcomeOf(steps, [handled("1999-01-01T00:00:00.000Z")])).toBe(
      "GitRepository fleet-000 did not handle a request to reconcile within 1m: Ready=False GitOperationFailed: unable to clone",
    );
  });
});
