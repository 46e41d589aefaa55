import type { Clock, Random } from "../../../harness/core/clock.ts";
import { httpsCall } from "../admission/webhooks/https-call.ts";
import {
  type CallWebhook,
  NoAnswer,
  postReview,
  type ResolveService,
} from "../admission/webhooks/post-review.ts";
import { failed } from "../patch/patch-error.ts";
import type { ConvertByWebhook } from "../registry/call.ts";
import { makeUid } from "../registry/identity.ts";
import { takeConverted } from "./converted-object.ts";
import { Malformed, readConversion } from "./read-conversion.ts";

export interface ConversionOptions {
  /** Timeouts of webhooks. */
  clock: Clock;
  /** Uids of reviews. */
  random: Random;
  /** Reaches a webhook's server; over HTTPS unless told. */
  call?: CallWebhook;
  /** An embedded server has no cluster network: services have no place unless told. */
  resolveService?: ResolveService;
}

/** What kube-apiserver gives every webhook that converts. */
const timeoutSeconds = 30;

/**
 * Conversion of custom resources by the webhooks of their definitions: for `createKubeServer({ convert })`.
 * It asks with `apiextensions.k8s.io` ConversionReviews of one object each.
 */
export function createConversion(options: ConversionOptions): ConvertByWebhook {
  const { clock, random, call = httpsCall, resolveService = () => undefined } = options;
  const caller = { clock, random, call, resolveService };
  return async ({ conversion, object, apiVersion }) => {
    const of = `conversion webhook for ${object.apiVersion}, Kind=${object.kind}`;
    const version = conversion.conversionReviewVersions?.find(
      (each) => each === "v1" || each === "v1beta1",
    );
    if (version !== "v1" && version !== "v1beta1") {
      throw failed("no supported conversion review versions");
    }
    const uid = makeUid(random);
    const { clientConfig } = conversion;
    const body = JSON.stringify({
      kind: "ConversionReview",
      apiVersion: `apiextensions.k8s.io/${version}`,
      request: { uid, desiredAPIVersion: apiVersion, objects: [object] },
    });
    try {
      const text = await postReview({ clientConfig, timeoutSeconds, body, caller });
      const objects = readConversion(text, { uid, version });
      if (objects.length !== 1) {
        throw failed(`${of} returned ${objects.length} objects, expected 1`);
      }
      return takeConverted(objects[0], { object, apiVersion, of });
    } catch (error) {
      if (!(error instanceof NoAnswer) && !(error instanceof Malformed)) throw error;
      throw failed(`${of} failed: ${error.message}`);
    }
  };
}
