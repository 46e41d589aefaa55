import { CelError, type Expression } from "./expression.ts";
import { bool, type CelType, dyn, isAssignable, nameOf, optionalOf, simple } from "./type.ts";

type Call = Expression & { kind: "call" };
type Report = (error: CelError) => void;
type Judge = (given: CelType[], call: Call, report: Report) => CelType | undefined;

/** What an operator makes of its operands; nothing for what is none. @throws CelError */
export function operatorType(call: Call, given: CelType[], report: Report): CelType | undefined {
  const judge = operators[call.name];
  if (!judge) return undefined;
  const type = judge(given, call, report);
  if (type) return type;
  const operands = given.map(nameOf).join(", ");
  throw new CelError(
    `found no matching overload for '${call.name}' applied to '(${operands})'`,
    call.at,
  );
}

const isBool = ({ kind }: CelType) => kind === "bool" || kind === "dyn";
const logical: Judge = (given, { args }, report) => {
  for (const [index, type] of given.entries()) {
    const part = args[index];
    if (isBool(type) || !part) continue;
    report(new CelError(`expected type 'bool' but found '${nameOf(type)}'`, part.at));
  }
  return bool;
};
const negation: Judge = (given) => (given.every(isBool) ? bool : undefined);
const equality: Judge = ([a = dyn, b = dyn]) => (isAssignable(a, b) ? bool : undefined);

const comparable = new Set("bool int uint double string bytes timestamp duration dyn".split(" "));
const numbers = new Set(["int", "uint", "double"]);
const comparison: Judge = ([a = dyn, b = dyn]) => {
  if (!comparable.has(a.kind) || !comparable.has(b.kind)) return undefined;
  const areNumbers = numbers.has(a.kind) && numbers.has(b.kind);
  return areNumbers || isAssignable(a, b) ? bool : undefined;
};

const arithmetic: Judge = ([a = dyn, b = dyn], { name }) => {
  const known = a.kind === "dyn" ? b : a;
  if (known.kind === "dyn") return dyn;
  const isSum = name === "_+_";
  const times = new Set([a.kind, b.kind]);
  if (isSum || name === "_-_") {
    if (a.kind === "timestamp" && b.kind === "timestamp")
      return isSum ? undefined : simple("duration");
    if (times.has("timestamp") && times.has("duration")) return simple("timestamp");
    if (a.kind === "duration" && b.kind === "duration") return a;
  }
  const kinds = isSum ? ["int", "uint", "double", "string", "bytes", "list"] : [...numbers];
  return kinds.includes(known.kind) && isAssignable(a, b) ? sumOf(a, b) : undefined;
};

/** Of lists, the one that knows what is in it. */
function sumOf(a: CelType, b: CelType): CelType {
  const known = a.kind === "dyn" || (a.kind === "list" && a.elem?.kind === "dyn") ? b : a;
  return known.kind === "list"
    ? simple("list", { elem: known.elem ?? dyn })
    : { ...known, maxElements: 0n };
}

const membership: Judge = ([a = dyn, b = dyn]) => {
  if (b.kind === "list") return isAssignable(a, b.elem ?? dyn) ? bool : undefined;
  if (b.kind === "map") return isAssignable(a, b.key ?? dyn) ? bool : undefined;
  return b.kind === "dyn" ? bool : undefined;
};

const indexing: Judge = ([a = dyn, b = dyn], { name }) => {
  const of = a.kind === "optional" ? (a.elem ?? dyn) : a;
  const isOptional = name === "_[?_]" || a.kind === "optional";
  const made = (type: CelType) => (isOptional ? optionalOf(type) : type);
  if (of.kind === "list") return ["int", "dyn"].includes(b.kind) ? made(of.elem ?? dyn) : undefined;
  if (of.kind === "map") return isAssignable(of.key ?? dyn, b) ? made(of.elem ?? dyn) : undefined;
  return of.kind === "dyn" ? made(dyn) : undefined;
};

const conditional: Judge = ([condition = dyn, a = dyn, b = dyn]) => {
  if (!isBool(condition) || !isAssignable(a, b)) return undefined;
  return a.kind === "dyn" || (a.elem?.kind === "dyn" && b.kind !== "dyn") ? b : a;
};

const optionalSelection: Judge = ([of = dyn], { args, at }) => {
  const inner = of.kind === "optional" ? (of.elem ?? dyn) : of;
  if (inner.kind !== "object") return optionalOf(inner.elem ?? dyn);
  const [, field] = args;
  const name = field?.kind === "literal" ? String(field.value) : "";
  const type = inner.fields?.get(name);
  if (!type) throw new CelError(`undefined field '${name}'`, at);
  return optionalOf(type);
};

const operators: Record<string, Judge> = {
  "_&&_": logical,
  "_||_": logical,
  "!_": negation,
  "_==_": equality,
  "_!=_": equality,
  "_<_": comparison,
  "_<=_": comparison,
  "_>_": comparison,
  "_>=_": comparison,
  "_+_": arithmetic,
  "_-_": arithmetic,
  "_*_": arithmetic,
  "_/_": arithmetic,
  "_%_": arithmetic,
  "-_": ([a = dyn]) => (["int", "double", "duration", "dyn"].includes(a.kind) ? a : undefined),
  "@in": membership,
  "_[_]": indexing,
  "_[?_]": indexing,
  "_?_:_": conditional,
  "_?._": optionalSelection,
};
