/** What a webhook's server makes of a review: an answer's body, or the answer as a whole. */
export type ConversionHook = (review: ConversionReview) => object | Response;

export interface ConversionReview {
  apiVersion: string;
  kind: string;
  request: { uid: string; desiredAPIVersion: string; objects: Cog[] };
}

export interface Cog {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  spec?: Record<string, unknown>;
  status?: object;
}

export function answer({ apiVersion, request }: ConversionReview, response: object): object {
  return { apiVersion, kind: "ConversionReview", response: { uid: request.uid, ...response } };
}

/** Converts as it should; what it was asked is told in an annotation. */
export const convertCogs: ConversionHook = (review) => {
  const { desiredAPIVersion, objects } = review.request;
  const convertedObjects = objects.map((cog) => convert(cog, desiredAPIVersion, review));
  return answer(review, { result: { status: "Success" }, convertedObjects });
};

export function convert(
  cog: Cog,
  apiVersion: string,
  { apiVersion: review, kind, request }: ConversionReview,
) {
  const { labels = {}, annotations, ...metadata } = cog.metadata;
  const { shown, ...others } = labels;
  const asked = Object.keys(request).sort().join();
  const isNew = apiVersion.endsWith("/v2");
  return {
    ...cog,
    apiVersion,
    metadata: {
      ...metadata,
      labels: isNew ? { ...others, shown: String(cog.spec?.size ?? "") } : others,
      annotations: {
        ...annotations,
        asked: `${review} ${kind} ${asked} ${cog.apiVersion} ${request.objects.length}`,
      },
      // Nothing comes of it.
      generation: 77,
      finalizers: ["example.com/webhook"],
    },
    spec: isNew ? asNew(cog.spec) : asOld(cog.spec),
  };
}

function asNew(spec: Record<string, unknown> = {}) {
  const { size, ...rest } = spec;
  const [width, height] = String(size ?? "0x0")
    .split("x")
    .map(Number);
  return { ...rest, width, height, ...(rest.mode === "extra" && { unknown: true }) };
}

function asOld(spec: Record<string, unknown> = {}) {
  const { width = 0, height = 0, note, ...rest } = spec;
  return { ...rest, size: `${width}x${height}` };
}
