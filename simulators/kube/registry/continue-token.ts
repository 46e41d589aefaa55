import { ApiError, badRequest } from "../model/api-error.ts";

/** Where the next part of a list begins. */
export interface Continuation {
  /** The revision the whole list is of; -1 to go on with the newest. */
  revision: number;
  /** Keys up to this one were listed. */
  after: string;
}

export function encodeContinue({ revision, after }: Continuation): string {
  const token = { v: "meta.k8s.io/v1", rv: revision, start: `${after}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

/** @throws ApiError BadRequest. */
export function decodeContinue(token: string): Continuation {
  const bad =
    /[^A-Za-z0-9_-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : -1);
  if (bad >= 0) {
    throw badRequest(
      `invalid continue token: continue key is not valid: illegal base64 data at input byte ${bad}`,
    );
  }
  const text = Buffer.from(token, "base64url").toString("latin1");
  try {
    const { v, rv, start } = JSON.parse(text);
    if (v === "meta.k8s.io/v1" && Number.isInteger(rv) && rv !== 0 && typeof start === "string") {
      return { revision: rv, after: start.replace(/\0$/, "") };
    }
    if (typeof v !== "string" || v !== "meta.k8s.io/v1") {
      const version = typeof v === "string" ? v : "";
      throw badRequest(
        `invalid continue token: continue key is not valid: server does not recognize this encoded version ${version}`,
      );
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
  }
  const first =
    text.startsWith("{") || text === ""
      ? ""
      : `: invalid character '${text[0]}' looking for beginning of value`;
  throw badRequest(`invalid continue token: continue key is not valid${first}`);
}
