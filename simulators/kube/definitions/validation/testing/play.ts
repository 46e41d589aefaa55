import type { ApiObject } from "../../../model/api-object.ts";
import { type CaseGroup, mutate } from "./cases.ts";

/** What a server says to one case. */
export interface Answer {
  code: number;
  /** The Status of a refusal, or what the group shows of a success. */
  body?: unknown;
}

/** One request: JSON in, JSON out. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<[number, unknown]>;

/** Tells how often the server looks at the metadata of an object that is updated: each time is a cause. */
const wrongLabels = { "metadata.labels": { "-": "x" } };

/** Answers by the name of the case; nothing but the base is left on the server, and that is removed. */
export async function playGroup(group: CaseGroup, ask: Ask): Promise<[string, Answer][]> {
  const answers: [string, Answer][] = [];
  const one = async (
    verb: string,
    mutation: object,
    method: string,
    path: string,
    body: unknown,
  ) => {
    const [code, answer] = await ask(method, group.wet ? path : `${path}?dryRun=All`, body);
    const name = `${group.name} ${verb} ${JSON.stringify(mutation)}`;
    answers.push([name, { code, ...shown(answer, code, group) }]);
  };
  if (!group.wet)
    for (const mutation of group.create ?? [])
      await one("create", mutation, "POST", group.path, mutate(group.base, mutation));
  if (!group.update && !group.wet) return answers;
  const path = `${group.path}/${group.base.metadata.name}`;
  const [code, created] = await ask("POST", group.path, group.base);
  if (code !== 201) throw new Error(`${group.name}: ${code} ${JSON.stringify(created)}`);
  if (group.status !== undefined) {
    const [, live] = (await ask("GET", path)) as [number, ApiObject];
    await ask("PUT", `${path}/status`, { ...live, status: group.status });
  }
  const [, live] = (await ask("GET", path)) as [number, ApiObject];
  const { managedFields: _, ...metadata } = live.metadata;
  if (group.wet)
    for (const mutation of group.create ?? []) {
      const object = mutate(group.base, mutation);
      await one("create", mutation, "POST", group.path, object);
      if (object.metadata.name !== group.base.metadata.name)
        await ask("DELETE", `${group.path}/${object.metadata.name}`);
    }
  for (const mutation of group.update ? [wrongLabels, ...group.update] : [])
    await one("update", mutation, "PUT", path, mutate({ ...live, metadata }, mutation));
  await ask("DELETE", path, { gracePeriodSeconds: 0, propagationPolicy: "Background" });
  return answers;
}

function shown(answer: unknown, code: number, { show }: CaseGroup): { body?: unknown } {
  const { reason, message, details } = answer as Record<string, unknown>;
  if (code >= 400) return { body: hide({ reason, message, details }) };
  return show === undefined ? {} : { body: hide((answer as Record<string, unknown>)[show]) };
}

function hide(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "$uid")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "$time"),
  );
}
