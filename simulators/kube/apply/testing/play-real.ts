import type { RawApi } from "../../access/testing/raw-api.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { applyPatch } from "../../patch/apply-patch.ts";
import type { TestedKind } from "./kinds.ts";
import { wholeObject } from "./play.ts";
import type { PlayedStep, Step } from "./step.ts";

const contentTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Enough that one of two faults that are named equally often is missed once in a million. */
const repeats = 20;

/** The same step on the real API server. */
export async function playReal(options: {
  api: RawApi;
  kind: TestedKind;
  live: ApiObject | undefined;
  step: Step;
  name: string;
}): Promise<PlayedStep> {
  const { api, kind, live, step, name } = options;
  const { manager, subresource } = step;
  const query = `?fieldManager=${manager}`;
  const path = `${kind.path}/${name}${subresource ? `/${subresource}` : ""}${query}`;
  const patch = (type: keyof typeof contentTypes, body: unknown, more = "") =>
    api.send("PATCH", path + more, body, { "content-type": contentTypes[type] });
  const answer = await send();
  const played = { step, code: answer.status, body: answer.body as ApiObject };
  if (played.code < 300 || step.verb !== "patch" || step.type !== "strategic") return played;
  const again = Array.from({ length: repeats }, () => patch(step.type, step.patch, "&dryRun=All"));
  return { ...played, others: (await Promise.all(again)).map(({ body }) => body as object) };

  function send() {
    switch (step.verb) {
      case "create":
        return api.send("POST", kind.path + query, wholeObject(kind, name, step.object));
      case "apply":
        return patch("apply", wholeObject(kind, name, step.object), `&force=${step.force}`);
      case "patch":
        return patch(step.type, step.patch);
      case "put": {
        const { schema, schemas } = kind;
        const change = { type: "merge", patch: step.change, schema, schemas } as const;
        return api.send("PUT", path, applyPatch({ ...change, object: live ?? {} }));
      }
    }
  }
}
