import { ApiError } from "../model/api-error.ts";

/** The form an answer takes. */
export interface Representation {
  encoding: "json" | "yaml" | "protobuf";
  as?: { kind: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList"; version: string };
  pretty: boolean;
}

interface Clause {
  type: string;
  parameters: Map<string, string>;
  quality: number;
}

const encodings: Record<string, Representation["encoding"]> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/vnd.kubernetes.protobuf": "protobuf",
};

/**
 * The first form the client accepts of those the resource has.
 * @throws ApiError NotAcceptable.
 */
export function negotiate(
  request: { accept: string | null; pretty: boolean },
  offers: { protobuf: boolean; watch?: boolean },
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
  throw notAcceptable(offers);
}

export function parseAccept(header: string): Clause[] {
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
  return clauses.sort((a, b) => b.quality - a.quality);
}

export function contentTypeOf({ encoding, as }: Representation): string {
  const types = Object.entries(encodings).find(([, each]) => each === encoding);
  const suffix = as ? `;as=${as.kind};v=${as.version};g=meta.k8s.io` : "";
  return `${types?.[0] ?? "application/json"}${suffix}`;
}

function notAcceptable(offers: { protobuf: boolean }): ApiError {
  const types = ["application/json", "application/yaml"];
  if (offers.protobuf) types.push("application/vnd.kubernetes.protobuf");
  return new ApiError({
    message: `only the following media types are accepted: ${types.join(", ")}`,
    reason: "NotAcceptable",
    code: 406,
  });
}
