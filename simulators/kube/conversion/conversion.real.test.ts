import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWebhookServer } from "../admission/testing/webhook-server.ts";
import { type AskedApi, startAskedApi } from "../client/testing/asked-api.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import type { Answer } from "../contract/testing/play.ts";
import { tableForm } from "../contract/testing/steps.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { conversionCases } from "./testing/cases.ts";
import { playConversion, serveConversion } from "./testing/play-conversion.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: conversion on the real kube-apiserver: ${skip}`);
/** Writes down what the real server does: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/conversion`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the real kube-apiserver converts as it did", { timeout: 60_000 }, () => {
  let api: AskedApi;
  let webhooks: Awaited<ReturnType<typeof startWebhookServer>>;
  const played: Record<string, Answer[]> = {};
  beforeAll(async () => {
    [api, webhooks] = await Promise.all([startAskedApi(), startWebhookServer()]);
    webhooks.serve(serveConversion);
  }, 90_000);
  afterAll(async () => {
    await webhooks?.[Symbol.asyncDispose]();
    await api?.[Symbol.asyncDispose]();
    if (!recording) return;
    const file = new URL("./testdata/answers.json", import.meta.url);
    await writeFile(file, `${JSON.stringify(played, null, 2)}\n`);
  });

  test.each(conversionCases)("$name", async (contractCase) => {
    const { server: origin } = api.cluster;
    const answers = await playConversion(contractCase, { origin, ask, webhooks });
    played[contractCase.name] = answers;
    const known: Record<string, unknown> = recorded;
    if (!recording) expect(answers).toEqual(known[contractCase.name]);
  });

  /** A server with caches follows its definitions a moment later. */
  async function ask(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const response = await api.ask(request);
    const defines = pathname.includes("/customresourcedefinitions") && request.method !== "GET";
    if (!defines || search !== "" || !response.ok || pathname.endsWith("/status")) return response;
    const text = await response.text();
    const { group, versions } = (JSON.parse(text) as Crd).spec;
    for (const { name, additionalPrinterColumns } of versions) {
      const url = `${api.cluster.server}/apis/${group}/${name}/cogs`;
      const wanted = `{"name":"${additionalPrinterColumns[0]?.name}"`;
      while (!(await tableAt(url)).includes(wanted));
    }
    return new Response(text, { status: response.status, headers: response.headers });
  }

  async function tableAt(url: string): Promise<string> {
    return (await api.ask(new Request(url, { headers: { accept: tableForm } }))).text();
  }
});

interface Crd {
  spec: {
    group: string;
    versions: { name: string; additionalPrinterColumns: { name: string }[] }[];
  };
}
