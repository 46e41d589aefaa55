import { wholeAnswer } from "../support/whole-answer.ts";

/** A refusal as S3 says it. */
export function refuse(status: number, code: string, message: string): Response {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return wholeAnswer(`<?xml version="1.0" encoding="UTF-8"?>\n${error}`, {
    status,
    headers: { "content-type": "application/xml" },
  });
}
