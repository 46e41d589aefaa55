/** How Go names the kind of a JSON value: `array`, `bool`, `number`. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** What of a text kept the server from learning of what kind it is. */
export function noVersion(why: string): string {
  return `couldn't get version/kind; json parse error: ${why}`;
}

/** The same of a JSON value that is no object. */
export function noObject(value: unknown): string {
  return noVersion(`json: cannot unmarshal ${goKind(value)} into Go value of type ${typeMeta}`);
}

/** How Go names what it reads first of an object. */
const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
