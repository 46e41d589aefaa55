import type {
  ControllerVerdict,
  Performance,
  Qualification,
  ScenarioConformance,
} from "../../core/qualification.ts";
import type { SubjectInfo } from "../../core/run.ts";
import { judgeControllers } from "./judge-controllers.ts";
import { conclude, conformanceReasons, performanceReasons } from "./reasons.ts";

export interface JudgeQualification {
  conformance: readonly ScenarioConformance[];
  performance: Pick<Performance, "metrics">;
  baseline: SubjectInfo;
  candidate: SubjectInfo;
}

/** May the candidate take the baseline's place? */
export function judgeQualification({
  conformance,
  performance,
  baseline,
  candidate,
}: JudgeQualification): Pick<Qualification, "verdict" | "because" | "controllers"> {
  const reasons = [...conformanceReasons(conformance), ...performanceReasons(performance.metrics)];
  const { verdict, because } = conclude(reasons);
  const isPartial = [baseline, candidate].some(({ kind }) => kind === "mix" || kind === "folder");
  if (!isPartial) return { verdict, because };
  const controllers: ControllerVerdict[] = judgeControllers({ reasons, baseline, candidate });
  return { verdict, because, controllers };
}
