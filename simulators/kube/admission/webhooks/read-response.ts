import { CallFailed, type ReviewStatus } from "./failure.ts";
import { parseReview } from "./parse-review.ts";

/** What a webhook answered, once it is known to be an answer. */
export interface ReviewResponse {
  uid: string;
  allowed: boolean;
  status?: ReviewStatus;
  /** JSON patch, in base64. */
  patch?: string;
  patchType?: string;
  warnings?: string[];
}

interface Expected {
  uid: string;
  version: "v1" | "v1beta1";
  mutating: boolean;
}

/** @throws CallFailed in the words of the real server. */
export function readResponse(text: string, expected: Expected): ReviewResponse {
  const review = parseReview(text, (why) => new CallFailed(`failed to call webhook: ${why}`));
  const { response } = review as { response?: ReviewResponse };
  if (!response) throw invalid("webhook response was absent");
  if (expected.version === "v1") checkV1(review, response, expected);
  const { patchType, ...rest } = response;
  if (expected.version === "v1") return response;
  return response.patch ? { ...rest, patchType: "JSONPatch" } : rest;
}

function checkV1(review: object, response: ReviewResponse, { uid, mutating }: Expected): void {
  const { uid: told = "", patch, patchType } = response;
  const { apiVersion, kind } = review as { apiVersion?: unknown; kind?: unknown };
  if (told !== uid) throw invalid(`expected response.uid=${quote(uid)}, got ${quote(told)}`);
  if (apiVersion !== "admission.k8s.io/v1" || kind !== "AdmissionReview") {
    const wanted = "admission.k8s.io/v1, Kind=AdmissionReview";
    throw invalid(
      `expected webhook response of ${wanted}, got ${groupVersion(apiVersion)}, Kind=${kind ?? ""}`,
    );
  }
  if (!mutating) {
    if (patch) throw invalid("validating webhook may not return response.patch");
    if (patchType !== undefined) {
      throw invalid("validating webhook may not return response.patchType");
    }
    return;
  }
  if (patch && patchType === undefined) {
    throw invalid("webhook returned response.patch but not response.patchType");
  }
  if (!patch && patchType !== undefined) {
    throw invalid("webhook returned response.patchType but not response.patch");
  }
  if (patchType === "") throw invalid('webhook returned invalid response.patchType of ""');
}

function groupVersion(apiVersion: unknown): string {
  return typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : "/";
}

function invalid(why: string): CallFailed {
  return new CallFailed(`received invalid webhook response: ${why}`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
