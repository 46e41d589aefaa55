import { z } from "zod";
import { commitOf, isReady } from "../analysis/latency.ts";
import { parseDuration } from "../core/duration.ts";
import { matchesAny } from "../core/glob.ts";
import type { ObjectState } from "../core/history.ts";
import type { Step } from "../core/scenario.ts";
import type { ClusterView } from "../probes/cluster-view.ts";
import { ownKustomizations } from "../scenario/repository-files.ts";
import { durationSchema } from "../scenario/schema.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  within: durationSchema,
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
  /** Globs of objects that aren't waited for, such as suspended ones. */
  except: z.array(z.string()).optional(),
});

/** Waits until every chosen GitRepository and its Kustomizations are Ready at the head of the branch. */
export function converge(options: z.infer<typeof arguments_>): Step {
  return stepData("converge", options);
}

export const convergeStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { within, repositories, except = [] } }) {
    const { scenario, plan, view, clock, signal } = context;
    const chosen = context.repositories.select(repositories).flatMap((repository) => {
      const head = context.repositories.head(repository.name).commit;
      return [
        { kind: "GitRepository", name: repository.name, head },
        ...[
          ...repository.kustomizations,
          ...ownKustomizations(scenario, repository).map(({ metadata }) => metadata.name),
        ].map((name) => ({ kind: "Kustomization", name, head })),
      ];
    });
    const expected = chosen.filter(({ name }) => !matchesAny(except, name));
    const isLate = (now: ClusterView, { kind, name, head }: (typeof expected)[number]) =>
      !hasArrived(now.get({ kind, namespace: plan.namespace, name }), head);
    /** One that was late when last looked at: as long as it is, the others needn't be looked at. */
    let late = expected[0];
    const lacking = await view.until({
      withinMs: parseDuration(within) ?? 0,
      clock,
      signal,
      holds(now) {
        if (!late || !isLate(now, late)) late = expected.find((each) => isLate(now, each));
        return late === undefined;
      },
      expectation: (now) => {
        const lacking = expected.filter((each) => isLate(now, each));
        if (lacking.length === 0) return undefined;
        const first = lacking[0];
        const state =
          first && now.get({ kind: first.kind, namespace: plan.namespace, name: first.name });
        return `${lacking.length} of ${expected.length} objects are not Ready at the head, first ${first?.kind} ${first?.name}: ${describe(state)}`;
      },
    });
    if (lacking !== undefined) throw new StepTimeout(`not converged within ${within}: ${lacking}`);
  },
};

function hasArrived(state: ObjectState | undefined, head: string | null): boolean {
  const revision = state?.applied ?? state?.artifact?.revision;
  return (
    state !== undefined && isReady(state) && revision !== undefined && commitOf(revision) === head
  );
}

/** Ready's status, reason and message in one line. */
export function describe(state: ObjectState | undefined): string {
  if (!state) return "it does not exist";
  const ready = state.conditions?.find(({ type }) => type === "Ready");
  return ready
    ? `Ready=${ready.status} ${ready.reason}: ${ready.message}`
    : "no Ready condition yet";
}
