import { CelError, CelErrors, type Expression } from "./expression.ts";
import { functions, takes } from "./functions.ts";
import { operatorType } from "./operators.ts";
import {
  type CelType,
  dyn,
  int,
  isAssignable,
  listOf,
  nameOf,
  optionalOf,
  simple,
  text,
} from "./type.ts";

/** Types of an expression's parts. */
export type Types = Map<Expression, CelType>;

/** Names of types stand for themselves. */
const typeNames =
  "bool bytes double int list map null_type string type uint google.protobuf.Timestamp";

/** Finds every part's type. @throws CelErrors for fields, names and functions that aren't there. */
export function checkTypes(root: Expression, variables: ReadonlyMap<string, CelType>): Types {
  const types: Types = new Map();
  const scope = new Map(variables);
  for (const name of typeNames.split(" ")) scope.set(name, simple("type"));
  const errors: CelError[] = [];
  check(root);
  if (errors.length > 0) throw new CelErrors(errors);
  return types;

  function check(part: Expression): CelType {
    let type = dyn;
    try {
      type = typeOf(part);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      // What is made of it is wrong because of it, which needn't be told.
      errors.push(error);
    }
    types.set(part, type);
    return type;
  }

  function typeOf(part: Expression): CelType {
    switch (part.kind) {
      case "literal":
        return literalType(part.value);
      case "ident": {
        const type = scope.get(part.name);
        if (!type) throw new CelError(undeclared(part.name), part.at);
        return type;
      }
      case "select":
        return selected(check(part.operand), part);
      case "list":
        return listOf(joined(part.items.map(check)));
      case "map": {
        const [keys, values] = [0, 1].map((index) =>
          part.entries.map((entry) => check(entry[index] as Expression)),
        ) as [CelType[], CelType[]];
        return simple("map", { key: joined(keys), elem: joined(values) });
      }
      case "call":
        return called(part);
      case "loop":
        return looped(part);
    }
  }

  function called(call: Expression & { kind: "call" }): CelType {
    const { target } = call;
    const qualified = target?.kind === "ident" ? `${target.name}.${call.name}` : undefined;
    if (target && qualified && !scope.has(target.kind === "ident" ? target.name : "")) {
      if (!functions.has(qualified)) {
        errors.push(new CelError(undeclared(qualified.slice(0, -call.name.length - 1)), target.at));
        for (const each of call.args) check(each);
        throw new CelError(undeclared(call.name), call.at);
      }
      Object.assign(call, { name: qualified });
      delete call.target;
    }
    const given = [...(call.target ? [call.target] : []), ...call.args].map(check);
    const operator = operatorType(call, given, (error) => errors.push(error));
    if (operator) return operator;
    const result = functions.get(call.name);
    if (result && !takes(call.name, given)) throw unfit(call, given);
    if (!result) throw new CelError(undeclared(call.name), call.at);
    return result(given);
  }

  function looped(loop: Expression & { kind: "loop" }): CelType {
    const range = check(loop.range);
    const isMap = range.kind === "map";
    const start = check(loop.start);
    const [key, value] = isMap ? [range.key ?? dyn, range.elem ?? dyn] : [int, range.elem ?? dyn];
    const names: [string, CelType][] = [[loop.accumulator, start]];
    if (loop.second !== undefined) names.push([loop.item, key], [loop.second, value]);
    else names.push([loop.item, isMap ? key : value]);
    const before = names.map(([name]) => [name, scope.get(name)] as const);
    for (const [name, type] of names) scope.set(name, type);
    check(loop.condition);
    const step = check(loop.step);
    // An empty list becomes one of what is put into it.
    if (start.kind === "list" && start.elem?.kind === "dyn") scope.set(loop.accumulator, step);
    const result = check(loop.result);
    for (const [name, type] of before) {
      if (type) scope.set(name, type);
      else scope.delete(name);
    }
    return result;
  }
}

function selected(of: CelType, { field, isTest, at }: Expression & { kind: "select" }): CelType {
  const inner = of.kind === "optional" ? (of.elem ?? dyn) : of;
  let type: CelType | undefined;
  if (inner.kind === "object") {
    type = inner.fields?.get(field);
    if (!type) throw new CelError(`undefined field '${field}'`, at);
  } else if (inner.kind === "map") type = inner.elem ?? dyn;
  else if (inner.kind === "dyn") type = dyn;
  else throw new CelError(`type '${nameOf(inner)}' does not support field selection`, at);
  if (isTest) return simple("bool");
  return of.kind === "optional" ? optionalOf(type) : type;
}

function joined([first = dyn, ...others]: CelType[]): CelType {
  return others.every((each) => isAssignable(first, each)) ? first : dyn;
}

function literalType(value: unknown): CelType {
  if (value === null) return simple("null");
  switch (typeof value) {
    case "string":
      return text;
    case "boolean":
      return simple("bool");
    case "bigint":
      return int;
    case "number":
      return simple("double");
    default:
      return value instanceof Uint8Array ? simple("bytes") : simple("uint");
  }
}

function unfit({ name, target, at }: Expression & { kind: "call" }, given: CelType[]): CelError {
  const names = given.map(nameOf);
  const of = target ? `${names[0]}.(${names.slice(1).join(", ")})` : `(${names.join(", ")})`;
  return new CelError(`found no matching overload for '${name}' applied to '${of}'`, at);
}

function undeclared(name: string): string {
  return `undeclared reference to '${name}' (in container '')`;
}
