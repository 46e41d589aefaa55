import { parseReview } from "../admission/webhooks/parse-review.ts";

/** An answer that is none; told in the words of the real server. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

interface Review {
  apiVersion?: string;
  kind?: string;
  response?: {
    uid?: string;
    result?: { status?: string; message?: string };
    convertedObjects?: unknown[] | null;
  } | null;
}

/** The objects of a ConversionReview that a webhook answered. @throws Malformed */
export function readConversion(
  text: string,
  { uid, version }: { uid: string; version: "v1" | "v1beta1" },
): unknown[] {
  const review: Review = parseReview(text, (why) => new Malformed(why));
  const { apiVersion, kind, response } = review;
  requireKnown(apiVersion, kind);
  const wanted = `apiextensions.k8s.io/${version}`;
  if (version === "v1" && (apiVersion !== wanted || kind !== "ConversionReview")) {
    throw new Malformed(
      `expected webhook response of ${wanted}, Kind=ConversionReview, got ${apiVersion || "/"}, Kind=${kind ?? ""}`,
    );
  }
  if (!response) throw new Malformed("no response provided");
  const { uid: told = "", result = {}, convertedObjects } = response;
  // Those of v1beta1 may be of any request.
  if (version === "v1" && told !== uid) {
    throw new Malformed(
      `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(told)}`,
    );
  }
  const { status = "", message } = result;
  if (status !== "Success") {
    throw new Malformed(message || `response.result.status was '${status}', not 'Success'`);
  }
  return convertedObjects ?? [];
}

/** @throws Malformed for a kind that no type is known for. */
function requireKnown(apiVersion = "", kind = ""): void {
  if (kind === "" || apiVersion === "") return;
  if (kind === "ConversionReview" && known.includes(apiVersion)) return;
  throw new Malformed(
    `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:110"`,
  );
}

const known = ["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"];
