import { helmDefects } from "./helm/defects.ts";
import { kustomizeDefects } from "./kustomize/defects.ts";
import { notificationDefects } from "./notification/defects.ts";
import { runtimeDefects } from "./runtime/defects.ts";
import { sourceDefects } from "./source/defects.ts";

/** A defect that can be put into the model: a mutant that some scenario must catch. */
export interface DefectInfo {
  /** What goes wrong, in a sentence. */
  what: string;
  /** Where somebody met it; absent for those thought up here. */
  cites?: string;
}

/** Every defect by name. The code that has it asks `process.has(name)`. */
export const defects = {
  ...sourceDefects,
  ...runtimeDefects,
  ...kustomizeDefects,
  ...notificationDefects,
  ...helmDefects,
} as const satisfies Record<string, DefectInfo>;

export type Defect = keyof typeof defects;
