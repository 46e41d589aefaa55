import type { ContractCase } from "../../contract/testing/cases.ts";
import { crdCases } from "./crd-cases.ts";
import { failureCases } from "./failure-cases.ts";
import { listCases } from "./list-cases.ts";
import { storageCases } from "./storage-cases.ts";
import { writeCases } from "./write-cases.ts";

/** In bodies `$webhooks` stands for where the webhooks are, and `$ca` for the certificate they are trusted by. */
export const conversionCases: ContractCase[] = [
  ...writeCases,
  ...listCases,
  ...failureCases,
  ...storageCases,
  ...crdCases,
];
