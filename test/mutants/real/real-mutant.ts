import type { ControllerName } from "../../../harness/subjects/catalogue.ts";
import type { SourcePatch } from "../../../harness/subjects/recipe.ts";

/** A Flux controller with one defect, made from a release by one change to one of its files. */
export interface RealMutant extends SourcePatch {
  /** `retry-interval-ignored` */
  name: string;
  /** What goes wrong, in a sentence. */
  what: string;
  /** Where somebody met it; absent for those thought up here. */
  cites?: string;
  controller: ControllerName;
  /** Without a leading v; that of the release the other controllers come from. */
  version: string;
  caughtBy: Catch[];
}

/**
 * A scenario that must fail, and the checker that must make it fail: a machine that is merely too busy
 * makes others fail, and catches nothing.
 */
export interface Catch {
  scenario: string;
  /** `shows-for` */
  checker: string;
}
