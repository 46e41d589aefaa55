import { badRequest } from "../../model/api-error.ts";
import type { FoundResource } from "../../registry/catalog.ts";
import { makeUid } from "../../registry/identity.ts";
import type { Attributes } from "../attributes.ts";
import { convert } from "../equivalents.ts";
import { reviewRequest } from "../review-request.ts";
import { CallFailed, rejection } from "./failure.ts";
import { type Caller, NoAnswer, postReview } from "./post-review.ts";
import { type ReviewResponse, readResponse } from "./read-response.ts";
import type { Webhook } from "./webhook.ts";

/** Asks a webhook. @throws CallFailed when there is no answer to go by, ApiError when it refuses. */
export async function callWebhook(
  webhook: Webhook,
  {
    attributes,
    found,
    mutating,
  }: { attributes: Attributes; found: FoundResource; mutating: boolean },
  caller: Caller,
): Promise<ReviewResponse> {
  const { name, sideEffects = "" } = webhook;
  if (attributes.dryRun && !["None", "NoneOnDryRun"].includes(sideEffects)) {
    throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  }
  const version = webhook.admissionReviewVersions?.find(
    (each) => each === "v1" || each === "v1beta1",
  );
  if (version !== "v1" && version !== "v1beta1") {
    throw new CallFailed(
      "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)",
    );
  }
  const uid = makeUid(caller.random);
  const { object, oldObject } = attributes;
  const shown = (each: typeof object) => (each ? convert(each, attributes.found, found) : null);
  const { operation, userInfo, dryRun, options, ...about } = reviewRequest(attributes, found);
  const review = {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      ...about,
      operation,
      userInfo,
      ...(await attributes.converting(() => ({
        object: shown(object),
        oldObject: shown(oldObject),
      }))),
      dryRun,
      options,
    },
  };
  const { clientConfig, timeoutSeconds = 10 } = webhook;
  const body = JSON.stringify(review);
  const text = await postReview({ clientConfig, timeoutSeconds, body, caller }).catch((error) => {
    if (!(error instanceof NoAnswer)) throw error;
    throw new CallFailed(`failed to call webhook: ${error.message}`);
  });
  const response = readResponse(text, { uid, version, mutating });
  attributes.warnings.push(...(response.warnings ?? []));
  if (!response.allowed) throw rejection(name, response.status);
  return response;
}
