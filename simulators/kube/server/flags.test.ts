import { expect, test } from "vitest";
import { allOf, isOn, lastOf, parseFlags } from "./flags.ts";
import { parseTokenFile } from "./token-file.ts";

test("takes values after = and as the next word, and repeats", () => {
  const flags = parseFlags([
    "--secure-port=1",
    "--bind-address",
    "::1",
    "--secure-port=2",
    "--authorization-mode=Node,RBAC",
    "--allow-privileged",
    "--anonymous-auth=false",
  ]);
  expect(lastOf(flags, "secure-port")).toBe("2");
  expect(lastOf(flags, "bind-address")).toBe("::1");
  expect(allOf(flags, "authorization-mode")).toEqual(["Node", "RBAC"]);
  expect(isOn(flags, "allow-privileged", false)).toBe(true);
  expect(isOn(flags, "anonymous-auth", true)).toBe(false);
});

test.each([
  [["--nonsense=1"], "unknown flag: --nonsense"],
  [["serve"], 'unknown command "serve" for "kube-apiserver"'],
  [["--secure-port"], "flag needs an argument: --secure-port"],
])("refuses %j as kube-apiserver does", (args, message) => {
  expect(() => parseFlags(args)).toThrow(message);
});

test("refuses a switch that is neither on nor off", () => {
  const flags = parseFlags(["--anonymous-auth=maybe"]);
  expect(() => isOn(flags, "anonymous-auth", true)).toThrow('invalid argument "maybe"');
});

test("reads users and their groups, quoted or not", () => {
  const users = parseTokenFile('t1,ann,u1,"a,b"\n\nt2,bob,\nt3,"c ""x""",7,one\n', "tokens.csv");
  expect([...users]).toEqual([
    ["t1", { name: "ann", uid: "u1", groups: ["a", "b"] }],
    ["t2", { name: "bob", groups: [] }],
    ["t3", { name: 'c "x"', uid: "7", groups: ["one"] }],
  ]);
  const bad = () => parseTokenFile("secret\n", "tokens.csv");
  expect(bad).toThrow("--token-auth-file tokens.csv: line 1: expected");
  expect(bad).not.toThrow("secret");
});
