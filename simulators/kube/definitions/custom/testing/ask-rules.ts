import type { FuzzTarget } from "../../../fuzz/servers.ts";
import { ruleCases } from "./rule-cases.ts";

/** What a server says of each definition: nothing, or the causes of its refusal. */
export async function askRules({
  origin,
  ask,
}: Pick<FuzzTarget, "origin" | "ask">): Promise<Record<string, string[]>> {
  const answers: Record<string, string[]> = {};
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";
  for (const { name, crd } of ruleCases) {
    const headers = { "content-type": "application/json" };
    const response = await ask(
      new Request(origin + path, { method: "POST", headers, body: JSON.stringify(crd) }),
    );
    const { details } = (await response.json()) as { details?: { causes?: Cause[] } };
    const causes = details?.causes ?? [];
    answers[name] = causes.map(({ field, message }) => `${field}: ${message}`).sort();
  }
  return answers;
}

interface Cause {
  field: string;
  message: string;
}
