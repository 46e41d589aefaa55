import type { ApiObject } from "../../model/api-object.ts";

/** One request of a sequence on one object. */
export type Step = { manager: string; subresource?: "status" } & (
  | { verb: "create"; object: object }
  | { verb: "apply"; force: boolean; object: object }
  | { verb: "patch"; type: "json" | "merge" | "strategic"; patch: unknown }
  /** PUT of the live object after a merge patch. */
  | { verb: "put"; change: object }
);

/** A step with what the API server made of it. */
export interface PlayedStep {
  step: Step;
  /** The object after the step, or the Status that refused it. */
  code: number;
  body: ApiObject | Record<string, unknown>;
  /** Further answers to a refused request: of several faults in a patch, Go names one by chance. */
  others?: object[];
}

export interface Sequence {
  kind: "ConfigMap" | "Deployment" | "Service" | "Thing";
  seed: string;
  steps: PlayedStep[];
}
