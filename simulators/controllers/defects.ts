/** A defect that can be put into the model: a mutant that some scenario must catch. */
export interface DefectInfo {
  /** What goes wrong, in a sentence. */
  what: string;
  /** Where somebody met it; absent for those thought up here. */
  cites?: string;
}

/** Every defect by name. The code that has it asks `process.has(name)`. */
export const defects = {
  "empty-source-on-error": {
    what: "A fetch that fails leaves an empty artifact: all that was applied from it is pruned.",
  },
  "backoff-never-reset": {
    what: "The delay of retries keeps growing over successes: failures are never forgotten.",
  },
} as const satisfies Record<string, DefectInfo>;

export type Defect = keyof typeof defects;
