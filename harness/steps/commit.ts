import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { filePathSchema } from "../scenario/repository-files.ts";
import { makeCommit } from "./make-commit.ts";
import { nudge } from "./nudge.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
  /** This share of them, drawn from the seed, at least one. */
  share: z.number().gt(0).max(1).optional(),
  /** ConfigMaps per Kustomization from now on. */
  objects: z.int().min(1).optional(),
  /** A file of so many bytes beside the manifests from now on; 0 takes it away. */
  blobBytes: z.int().min(0).max(500_000_000).optional(),
  /** Files beside the manifests: new text by path, null to delete, `%NAMESPACE%` standing for that of the run. */
  files: z.record(filePathSchema, z.string().nullable()).optional(),
  /** Once all are pushed their GitRepositories are asked to reconcile, as Receivers would: no poll is waited for. */
  announced: z.boolean().optional(),
});

/** Commits a change to every Kustomization of the chosen repositories. */
export function commit(options: z.infer<typeof arguments_> = {}): Step {
  return stepData("commit", options);
}

export const commitStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { repositories, share = 1, announced, ...change }, path }) {
    const random = context.random.fork(`step ${path}`);
    const candidates = [...context.repositories.select(repositories)];
    const wanted = Math.max(1, Math.round(candidates.length * share));
    while (candidates.length > wanted) candidates.splice(random.below(candidates.length), 1);
    for (const repository of candidates) {
      context.signal.throwIfAborted();
      await makeCommit(context, { repository, ...change });
    }
    if (!announced) return;
    // At once: what the first sets going would slow the others' pushes, and the load would come in drops.
    await Promise.all(
      candidates.map(({ name }) => nudge(context, { kind: "GitRepository", name })),
    );
  },
};
