import { answer, type ConversionHook, type ConversionReview, convert } from "./convert-cogs.ts";

type Converted = ReturnType<typeof convert>;

/** Answers with one thing wrong about it, by the `mode` of the object that is asked about. */
const wrong: Record<string, ConversionHook> = {
  status: (review) => answer(review, { result: { status: "Failure" } }),
  message: (review) => answer(review, { result: { status: "Failure", message: "cannot do that" } }),
  noresult: (review) => answer(review, { convertedObjects: whole(review) }),
  none: (review) => answer(review, { result: { status: "Success" }, convertedObjects: [] }),
  twice: (review) => success(review, [...whole(review), ...whole(review)]),
  uid: (review) => ({ ...answer(review, {}), response: { uid: "other" } }),
  noresponse: ({ apiVersion, kind }) => ({ apiVersion, kind }),
  kind: (review) => ({ ...success(review, whole(review)), kind: "AdmissionReview" }),
  untyped: (review) => ({ response: { uid: review.request.uid } }),
  text: () => new Response("hello", { headers: { "content-type": "application/json" } }),
  empty: () => new Response("", { headers: { "content-type": "application/json" } }),
  http500: () => new Response("boom\n", { status: 500, headers: { "content-type": "text/plain" } }),
  http404: () => new Response("gone", { status: 404 }),
  version: (review) => changed(review, (cog) => ({ ...cog, apiVersion: "x.example.com/v9" })),
  otherkind: (review) => changed(review, (cog) => ({ ...cog, kind: "Wheel" })),
  nokind: (review) => changed(review, () => ({ a: 1 })),
  name: (review) => metadata(review, { name: "other" }),
  namespace: (review) => metadata(review, { namespace: "other" }),
  objectuid: (review) => metadata(review, { uid: "other" }),
  nometadata: (review) => changed(review, ({ metadata, ...cog }) => cog),
  labels: (review) => metadata(review, { labels: "text" }),
  labelvalue: (review) => metadata(review, { labels: { a: 1 } }),
  badlabel: (review) => metadata(review, { labels: { "a b": "c d" } }),
  badannotation: (review) => metadata(review, { annotations: { "a b": "c d" } }),
  nolabels: (review) => metadata(review, { labels: null, annotations: null }),
};

export const modes = Object.keys(wrong);

export const failByMode: ConversionHook = (review) => {
  const { desiredAPIVersion, objects } = review.request;
  const mode = String(objects[0]?.spec?.mode);
  const [to, what] = mode.includes("-") ? mode.split("-") : ["v2", mode];
  const hook = desiredAPIVersion.endsWith(to ?? "") ? wrong[what ?? ""] : undefined;
  return hook ? hook(review) : success(review, whole(review));
};

function whole(review: ConversionReview): Converted[] {
  const { desiredAPIVersion, objects } = review.request;
  return objects.map((cog) => convert(cog, desiredAPIVersion, review));
}

function success(review: ConversionReview, convertedObjects: object[]): object {
  return answer(review, { result: { status: "Success" }, convertedObjects });
}

function changed(review: ConversionReview, change: (cog: Converted) => object): object {
  return success(review, whole(review).map(change));
}

function metadata(review: ConversionReview, more: object): object {
  return changed(review, (cog) => ({ ...cog, metadata: { ...cog.metadata, ...more } }));
}
