import type { AdmissionCase } from "./admission-case.ts";
import { answerCases } from "./answer-cases.ts";
import { classCases } from "./class-cases.ts";
import { conditionCases } from "./condition-cases.ts";
import { configurationCases } from "./configuration-cases.ts";
import { lifeCases } from "./life-cases.ts";
import { limitCases } from "./limit-cases.ts";
import { matchCases } from "./match-cases.ts";
import { patchCases } from "./patch-cases.ts";
import { podCases } from "./pod-cases.ts";
import { policyCases } from "./policy-cases.ts";
import { postedCases } from "./posted-cases.ts";
import { quotaCases } from "./quota-cases.ts";
import { versionCases } from "./version-cases.ts";

export const admissionCases: AdmissionCase[] = [
  ...lifeCases,
  ...answerCases,
  ...patchCases,
  ...matchCases,
  ...versionCases,
  ...conditionCases,
  ...policyCases,
  ...podCases,
  ...classCases,
  ...limitCases,
  ...postedCases,
  ...quotaCases,
  ...configurationCases,
];
