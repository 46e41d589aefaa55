import { wholeAnswer } from "../support/whole-answer.ts";

/** A refusal as the registry of the Distribution project says it. */
export function refusal(status: number, code: string, message: string, detail?: unknown): Response {
  const error = { code, message, ...(detail === undefined ? {} : { detail }) };
  return wholeAnswer(`${JSON.stringify({ errors: [error] })}\n`, {
    status,
    headers: { "content-type": "application/json" },
  });
}
