import { parseAllDocuments, type YAMLParseError } from "yaml";
import { copyJson } from "../../../support/copy-json.ts";
import type { ApiObject } from "../../runtime/controller-api.ts";
import { isFields } from "../../runtime/fields.ts";

/** Texts parsed before, as many as are worth keeping: fleets apply the same ones over and over. */
const parsedMax = 10_000;
const parsed = new Map<string, readonly ApiObject[]>();

/**
 * Manifests of a YAML or JSON text. Empty documents are dropped, lists become their items.
 * @throws an error in kustomize's words for what is no YAML, or no object of Kubernetes.
 */
export function readManifests(text: string): ApiObject[] {
  const known = parsed.get(text);
  const objects = known ?? parse(text);
  if (!known) {
    if (parsed.size >= parsedMax) parsed.clear();
    parsed.set(text, objects);
  }
  return copyJson(objects) as ApiObject[];
}

function parse(text: string): readonly ApiObject[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`MalformedYAMLError: yaml: ${goYamlWords(error)}`);
    const value: unknown = document.toJS();
    if (value === null || (isFields(value) && Object.keys(value).length === 0)) return [];
    return expandList(validated(value));
  });
}

/** go-yaml's words, and its lines: none for the first, and those of its parser are one too low. */
export function goYamlWords({ linePos, message, code }: YAMLParseError): string {
  const isScanned = code === "BLOCK_AS_IMPLICIT_KEY" || message.includes("Nested mappings");
  const line = (linePos?.[0].line ?? 1) - (isScanned ? 0 : 1);
  const first = isScanned ? 1 : 0;
  const words = isScanned
    ? "mapping values are not allowed in this context"
    : "did not find expected key";
  return line <= first ? words : `line ${line}: ${words}`;
}

function validated(value: unknown): ApiObject {
  const { apiVersion, kind, metadata } = (isFields(value) ? value : {}) as Partial<ApiObject>;
  if (!apiVersion && !kind && !metadata?.name && !metadata?.namespace) {
    throw new Error("missing Resource metadata");
  }
  const isList = kind?.endsWith("List");
  const missing = !kind ? "kind" : isList || metadata?.name ? undefined : "metadata.name";
  if (missing) {
    const type = `{${apiVersion ?? ""} ${kind ?? ""}}`;
    const names = `{${metadata?.name ?? ""} ${metadata?.namespace ?? ""}}`;
    const maps = `${goMap(metadata?.labels)} ${goMap(metadata?.annotations)}`;
    throw new Error(`missing ${missing} in object {${type} {${names} ${maps}}}`);
  }
  return value as ApiObject;
}

function goMap(map: Record<string, string> | undefined): string {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, value]) => `${key}:${value}`).join(" ")}]`;
}

function expandList(object: ApiObject): ApiObject[] {
  const { items } = object as { items?: unknown };
  if (!object.kind.endsWith("List") || !Array.isArray(items)) return [object];
  return items.flatMap((item) => expandList(validated(item)));
}
