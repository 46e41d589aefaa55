import { expect } from "vitest";
import type { Step } from "../../contract/testing/cases.ts";
import { type AdmissionCase, allow, type Hook, type Review } from "./admission-case.ts";
import { hide } from "./hide.ts";
import { isSentinel, sentinels } from "./sentinels.ts";

export interface Played {
  answers: { step: string; status: number; warnings: string[]; body: unknown }[];
  /** What webhooks were asked, in order; those asked at once by their path. */
  reviews: { path: string; query: string; request: unknown }[];
}

export interface Surroundings {
  origin: string;
  ask(request: Request): Promise<Response>;
  /** Where webhooks are, and the certificate they are trusted by, PEM. */
  webhooks: { origin: string; caCertificate: string; serve(hooks: HookServer): void };
  /** A server with caches follows its configurations a moment later. */
  settles: boolean;
}

/** Answers what reaches the webhooks' server. */
export type HookServer = (request: Request) => Promise<Response>;

/** Plays a case. */
export async function playAdmission(
  { hooks = {}, configurations = [], before = [], steps }: AdmissionCase,
  surroundings: Surroundings,
): Promise<Played> {
  const { origin, webhooks } = surroundings;
  const reviews: Played["reviews"] = [];
  webhooks.serve((request) => serveHook(request, hooks, reviews));
  const replace = (text: string) =>
    text
      .replaceAll("$webhooks", webhooks.origin)
      .replaceAll("$ca", Buffer.from(webhooks.caCertificate).toString("base64"));
  const send = async ({ method, path, body, type }: Step) => {
    const text = body === undefined ? undefined : replace(JSON.stringify(body));
    const response = await surroundings.ask(
      new Request(origin + path, {
        method,
        headers: { "content-type": type ?? "application/json", "user-agent": "contract/1" },
        ...(text === undefined ? {} : { body: text }),
      }),
    );
    const answer = await response.text();
    return { response, text: answer.replaceAll(webhooks.origin, "$webhooks") };
  };
  const play = async (step: Step) => {
    const sent = await send(step);
    if (sent.response.ok && surroundings.settles) await awaitEffect(step, send);
    return sent;
  };
  const must = async (step: Step) => {
    const { response, text } = await play(step);
    if (!response.ok) throw new Error(`${step.method} ${step.path}: ${response.status} ${text}`);
  };
  for (const step of before) await must(step);
  const watched = sentinels(configurations, { must, send });
  await watched.put(surroundings.settles);
  const answers: Played["answers"] = [];
  for (const step of steps) {
    const { response, text } = await play(step);
    answers.push({
      step: `${step.method} ${step.path}`,
      status: response.status,
      warnings: [...(response.headers.get("warning")?.match(/299 - "(?:[^"\\]|\\.)*"/g) ?? [])],
      body: hide(parse(text)),
    });
  }
  await watched.remove(surroundings.settles);
  return { answers, reviews };
}

/**
 * A real server takes some things up a moment after they were written: it serves a resource by its definition, and
 * knows of a default among priority classes, by caches.
 */
async function awaitEffect({ body }: Step, send: Send): Promise<void> {
  const { kind, spec, globalDefault } = (body ?? {}) as Partial<Definition & PriorityClass>;
  if (kind === "CustomResourceDefinition" && spec) await awaitServed(spec, send);
  if (globalDefault !== undefined) await awaitDefault(globalDefault, send);
}

type Send = (step: Step) => Promise<{ response: Response; text: string }>;

async function awaitServed(spec: Definition["spec"], send: Send): Promise<void> {
  for (const { name } of spec.versions.filter(({ served }) => served)) {
    const path = `/apis/${spec.group}/${name}/${spec.names.plural}`;
    await expect
      .poll(async () => (await send({ method: "GET", path })).response.status, { timeout: 20_000 })
      .toBe(200);
  }
}

/** Another default is refused once one is known, and not before. */
async function awaitDefault(isThere: boolean, send: Send): Promise<void> {
  const another: Step = {
    method: "POST",
    path: "/apis/scheduling.k8s.io/v1/priorityclasses?dryRun=All",
    body: { metadata: { name: "sentinel" }, value: 0, globalDefault: true },
  };
  await expect
    .poll(async () => (await send(another)).response.status, { timeout: 20_000 })
    .toBe(isThere ? 403 : 201);
}

interface PriorityClass {
  globalDefault: boolean;
}

interface Definition {
  kind: string;
  spec: {
    group: string;
    names: { plural: string };
    versions: { name: string; served: boolean }[];
  };
}

async function serveHook(
  request: Request,
  hooks: Readonly<Record<string, Hook>>,
  reviews: Played["reviews"],
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const review = JSON.parse(await request.text()) as Review;
  // A sentinel is no part of the case.
  if (!isSentinel(review)) {
    reviews.push({ path: pathname, query: search, request: hide(review) });
  }
  const hook = hooks[pathname] ?? allow;
  const answered = hook(review);
  return answered instanceof Response ? answered : Response.json(answered);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
