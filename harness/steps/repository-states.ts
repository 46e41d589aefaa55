import { UsageError } from "../core/failure.ts";
import { matchesAny } from "../core/glob.ts";
import type { Plan, PlannedRepository } from "../scenario/plan.ts";
import type { Files } from "../scenario/repository-files.ts";

/** What a repository's branch holds after one commit. */
export interface RepositoryState {
  /** Null before the first commit. */
  commit: string | null;
  change: number;
  /** ConfigMaps a Kustomization's folder holds. */
  objects: number;
  /** The files that fluxproof did not generate. */
  files: Files;
}

/** The branch of each repository as the drive has left it, oldest first. */
export class RepositoryStates {
  readonly #states = new Map<string, RepositoryState[]>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  head(repository: string): RepositoryState {
    return (
      this.#states.get(repository)?.at(-1) ?? { commit: null, change: -1, objects: 0, files: {} }
    );
  }

  /** The state `back` commits before the head; the first one if there are fewer. */
  ancestor(repository: string, back: number): RepositoryState {
    const states = this.#states.get(repository) ?? [];
    return states.at(Math.max(-states.length, -1 - back)) ?? this.head(repository);
  }

  push(repository: string, state: RepositoryState): void {
    const states = this.#states.get(repository) ?? [];
    this.#states.set(repository, [...states, state]);
  }

  /** Forgets what follows `state`: the branch was rewritten from there. */
  rewind(repository: string, state: RepositoryState): void {
    const states = this.#states.get(repository) ?? [];
    this.#states.set(repository, states.slice(0, states.indexOf(state) + 1));
  }

  /**
   * Planned repositories that match any of the globs (`fleet-*`); all of them for none given.
   * @throws UsageError when nothing matches.
   */
  select(globs: readonly string[] | undefined): PlannedRepository[] {
    if (!globs) return this.#plan.repositories;
    const found = this.#plan.repositories.filter(({ name }) => matchesAny(globs, name));
    if (found.length === 0) {
      const names = this.#plan.repositories.map(({ name }) => name).join(", ");
      throw new UsageError(
        `repositories ${JSON.stringify(globs)}: expected to match one of: ${names}`,
      );
    }
    return found;
  }
}
