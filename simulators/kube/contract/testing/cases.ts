import { customCases } from "./custom-cases.ts";
import { errorCases } from "./error-cases.ts";
import { lifeCases } from "./life-cases.ts";
import { listCases } from "./list-cases.ts";

/** One request. `$uid1` and `$version2` in it stand for what earlier answers held. */
export interface Step {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** JSON unless it is text, or what `type` says. */
  body?: unknown;
  type?: string;
  accept?: string;
  /** Beside those that every request has; a name may stand here more than once. */
  headers?: [name: string, value: string][];
}

/** Requests whose answers must be the same on every server; each case has a namespace or names of its own. */
export interface ContractCase {
  name: string;
  steps: Step[];
}

export const contractCases: ContractCase[] = [
  ...lifeCases,
  ...errorCases,
  ...listCases,
  ...customCases,
];
