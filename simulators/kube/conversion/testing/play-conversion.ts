import type { ContractCase } from "../../contract/testing/cases.ts";
import { type Answer, type Ask, play } from "../../contract/testing/play.ts";
import { type ConversionHook, type ConversionReview, convertCogs } from "./convert-cogs.ts";
import { failByMode } from "./failing-hooks.ts";

/** Where webhooks are, and the certificate they are trusted by, PEM. */
export interface Webhooks {
  origin: string;
  caCertificate: string;
}

/** Plays a case against a server that asks these webhooks. */
export function playConversion(
  contractCase: ContractCase,
  { origin, ask, webhooks }: { origin: string; ask: Ask; webhooks: Webhooks },
): Promise<Answer[]> {
  const ca = Buffer.from(webhooks.caCertificate).toString("base64");
  return play(contractCase, origin, async (request) => {
    const text = (await request.text())
      .replaceAll("$webhooks", webhooks.origin)
      .replaceAll("$ca", ca);
    const { method, headers, url } = request;
    const response = await ask(new Request(url, { method, headers, ...(text && { body: text }) }));
    const answer = (await response.text())
      .replaceAll(webhooks.origin, "$webhooks")
      .replaceAll(webhooks.origin.replace("https://", ""), "$place")
      .replaceAll(`"${ca}"`, '"$ca"');
    return new Response(answer, { status: response.status, headers: response.headers });
  });
}

const hooks: Record<string, ConversionHook> = { "/convert": convertCogs, "/fail": failByMode };

/** Answers what reaches the webhooks' server. */
export async function serveConversion(request: Request): Promise<Response> {
  const review = JSON.parse(await request.text()) as ConversionReview;
  const answered = hooks[new URL(request.url).pathname]?.(review);
  if (answered === undefined) return new Response("", { status: 404 });
  return answered instanceof Response ? answered : Response.json(answered);
}
