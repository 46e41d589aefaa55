import { parse, stringify, YAMLParseError } from "yaml";
import { type ApiObject, isNotFound } from "../../runtime/controller-api.ts";
import type { ControllerProcess } from "../../runtime/controller-process.ts";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import { describe } from "../../runtime/start-controller.ts";
import type { KustomizationSpec } from "../kustomization.ts";
import { goYamlWords } from "./read-manifests.ts";

const disabled = "kustomize.toolkit.fluxcd.io/substitute";
const nameRule = "^[_[:alpha:]][_[:alpha:][:digit:]]*$";

interface Substitution {
  spec: KustomizationSpec;
  namespace: string;
  process: Pick<ControllerProcess, "api" | "signal" | "has">;
}

/**
 * An object with `${NAME}` replaced. ConfigMaps and Secrets are read anew for each object, as in Flux.
 * @throws an error in Flux's words, or OutsideModelError for forms beyond defaults.
 */
export async function substitute(object: ApiObject, options: Substitution): Promise<ApiObject> {
  const { labels, annotations } = object.metadata;
  if (labels?.[disabled] === "disabled" || annotations?.[disabled] === "disabled") return object;
  const variables = { ...(await load(options)), ...inline(options.spec) };
  const names = Object.keys(variables);
  if (names.length === 0) return object;
  const wrong = names.sort().find((name) => !/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name));
  if (wrong !== undefined) {
    throw new Error(`envsubst error: '${wrong}' var name is invalid, must match '${nameRule}'`);
  }
  const text = expand(stringify(object, { sortMapEntries: true, lineWidth: 0 }), variables);
  try {
    return parse(text) as ApiObject;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const told = options.process.has("substitution-error-tells-values") ? `: ${text}` : "";
    throw new Error(`envsubst error: YAMLToJSON: yaml: ${goYamlWords(error)}${told}`);
  }
}

function inline({ postBuild }: KustomizationSpec): Record<string, string> {
  return withoutLines(postBuild?.substitute ?? {});
}

async function load({ spec, namespace, process }: Substitution): Promise<Record<string, string>> {
  const { api, signal } = process;
  const variables: Record<string, string> = {};
  for (const { kind, name, optional } of spec.postBuild?.substituteFrom ?? []) {
    const resource = kind === "Secret" ? "secrets" : "configmaps";
    try {
      const held = await api.get({ apiVersion: "v1", resource, namespace, name }, { signal });
      const data = (held.data ?? {}) as Record<string, string>;
      Object.assign(variables, withoutLines(kind === "Secret" ? decoded(data) : data));
    } catch (error) {
      const dispensable = optional || process.has("missing-variables-taken-as-empty");
      if (dispensable && isNotFound(error)) continue;
      throw new Error(`substitute from '${kind}/${name}' error: ${describe(error)}`);
    }
  }
  return variables;
}

function decoded(data: Record<string, string>): Record<string, string> {
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value, "base64").toString(),
  ]);
  return Object.fromEntries(entries);
}

function withoutLines(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value.replaceAll("\n", "")]),
  );
}

/** `$${…}` stays, without one dollar; `:-` and `:=` give what stands for nothing. */
function expand(text: string, variables: Record<string, string>): string {
  return text.replace(/(\$?)\$\{([^}]*)\}/g, (_, escaped: string, expression: string) => {
    if (escaped !== "") return `\${${expression}}`;
    const [, name, operator, otherwise] =
      /^([_a-zA-Z][_a-zA-Z0-9]*)(?:(:-|:=|-|=)(.*))?$/s.exec(expression) ?? [];
    if (name === undefined) throw new OutsideModelError(`the substitution \${${expression}}`);
    const value = variables[name] ?? "";
    return operator !== undefined && value === "" ? (otherwise ?? "") : value;
  });
}
