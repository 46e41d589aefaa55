import { ApiError } from "../model/api-error.ts";
import { createCache } from "../model/cache.ts";

/** The form an answer takes. */
export interface Representation {
  encoding: "json" | "yaml" | "protobuf";
  as?: { kind: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList"; version: string };
  pretty: boolean;
}

/** What a resource has. */
export interface Offers {
  protobuf: boolean;
  /** The server does, for other resources: it names protobuf all the same. */
  speaksProtobuf?: boolean;
  custom: boolean;
  /** Lists and watches, not single objects. */
  collection: boolean;
}

interface Clause {
  type: string;
  parameters: Map<string, string>;
  quality: number;
}

export const protobufType = "application/vnd.kubernetes.protobuf";

const encodings: Record<string, Representation["encoding"]> = {
  "application/json": "json",
  "application/yaml": "yaml",
  [protobufType]: "protobuf",
};

/**
 * The first form the client accepts of those the resource has.
 * @throws ApiError NotAcceptable.
 */
export function negotiate(
  request: { accept: string | null; pretty: boolean },
  offers: Offers,
): Representation {
  const { pretty } = request;
  const clauses = parseAccept(request.accept ?? "");
  if (clauses.length === 0) return { encoding: "json", pretty };
  for (const { type, parameters } of clauses) {
    const encoding = ["*/*", "application/*"].includes(type) ? "json" : encodings[type];
    if (!encoding || (encoding === "protobuf" && !offers.protobuf)) continue;
    const kind = parameters.get("as");
    if (kind === undefined) return { encoding, pretty };
    const version = parameters.get("v") ?? "";
    if (parameters.get("g") !== "meta.k8s.io" || !["v1", "v1beta1"].includes(version)) continue;
    if (encoding === "protobuf" && kind === "Table") continue;
    if (
      kind === "Table" ||
      kind === "PartialObjectMetadata" ||
      kind === "PartialObjectMetadataList"
    ) {
      return { encoding, as: { kind, version }, pretty };
    }
  }
  throw notAcceptable(
    offers,
    clauses.some(({ type }) => type in encodings),
  );
}

/** Clients send the same few headers all the time. */
const parsed = createCache<readonly Clause[]>(100);

export function parseAccept(header: string): readonly Clause[] {
  const known = parsed.get(header);
  if (known) return known;
  const clauses = header
    .split(",")
    .map((clause) => {
      const [type = "", ...rest] = clause.split(";").map((part) => part.trim());
      const parameters = new Map(
        rest.map((parameter): [string, string] => {
          const [key = "", value = ""] = parameter.split("=");
          return [key.trim(), value.trim()];
        }),
      );
      return { type: type.toLowerCase(), parameters, quality: Number(parameters.get("q") ?? 1) };
    })
    .filter(({ type }) => type !== "");
  // Stable: of equal quality the first named wins.
  clauses.sort((a, b) => b.quality - a.quality);
  if (header.length < 500) parsed.set(header, clauses);
  return clauses;
}

/** Whether a client names a form that some resource has, or none at all. */
export function namesForm(accept: string | null): boolean {
  const clauses = parseAccept(accept ?? "");
  return (
    clauses.length === 0 ||
    clauses.some(({ type }) => type in encodings || ["*/*", "application/*"].includes(type))
  );
}

/** Whether a client takes protobuf first of the forms there are; failures come in it then, whatever the resource. */
export function prefersProtobuf(accept: string | null): boolean {
  // A failure is what it is: those who want something made of it don't want it.
  const first = parseAccept(accept ?? "").find(
    ({ type, parameters }) => (type in encodings && !parameters.has("as")) || type === "*/*",
  );
  return first?.type === protobufType;
}

export function contentTypeOf({ encoding }: Representation): string {
  const types = Object.entries(encodings).find(([, each]) => each === encoding);
  return types?.[0] ?? "application/json";
}

function notAcceptable(offers: Offers, known: boolean): ApiError {
  const types = ["application/json", "application/yaml"];
  if (offers.protobuf || offers.speaksProtobuf) types.push(protobufType);
  if (known || offers.custom) {
    const message = `only the following media types are accepted: ${types.join(", ")}`;
    return new ApiError({ message, reason: "NotAcceptable", code: 406 });
  }
  // A type that no form of the resource has is refused before the resource is asked.
  if (offers.collection) types.push("application/json;stream=watch");
  if (offers.collection && offers.protobuf) {
    types.push("application/vnd.kubernetes.protobuf;stream=watch");
  }
  return new ApiError({
    message: `406: Not Acceptable\n\nAvailable representations: ${types.join(", ")}`,
    reason: "NotAcceptable",
    details: {},
    code: 406,
  });
}
