import { expect, test } from "vitest";
import { realApiSkip } from "../client/testing/real-api.ts";
import {
  type FuzzTarget,
  installDefinitions,
  realTarget,
  simulatorTarget,
} from "../fuzz/servers.ts";

const skip = await realApiSkip();
const widgets = "/apis/fuzz.example.com/v1/namespaces/default/widgets";
const roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";

/** Each makes or changes an object that has a text of so many characters. */
const writes: [name: string, write: (target: FuzzTarget, chars: number) => Promise<string>][] = [
  ["a custom resource made", (target, chars) => send(target, "POST", widgets, widget(chars))],
  [
    "a custom resource changed",
    async (target, chars) => {
      const { metadata } = widget(chars);
      const name = `u${metadata.name.slice(1)}`;
      await send(target, "POST", widgets, { ...widget(1), metadata: { name } });
      const patch = { spec: { open: { a: "x".repeat(chars) } } };
      return send(target, "PATCH", `${widgets}/${name}`, patch, "application/merge-patch+json");
    },
  ],
  ["a role made", (target, chars) => send(target, "POST", roles, role(chars))],
];

test.skipIf(skip)("etcd's limit is where the real one has it", { timeout: 180_000 }, async () => {
  await using real = await realTarget();
  using simulator = simulatorTarget();
  for (const target of [real, simulator]) {
    await installDefinitions(target);
    await send(target, "POST", "/api/v1/namespaces", { metadata: { name: "default" } });
  }
  for (const [name, write] of writes) {
    const found: number[] = [];
    for (const target of [real, simulator]) found.push(await largest(target, write));
    const [there = 0, here = 0] = found;
    // Versions of objects differ in length, and the binary form's own lengths by a byte or two.
    expect([
      name,
      Math.abs(there - here) <= 8 ? "alike" : `real ${there}, simulator ${here}`,
    ]).toEqual([name, "alike"]);
    for (const chars of [1_600_000, 2_500_000]) {
      const told = await Promise.all([real, simulator].map((target) => write(target, chars)));
      const [one, other] = told.map((text) => text.replace(/\(\d+ vs/, "(… vs"));
      expect(other).toBe(one);
    }
  }
});

/** The longest text that is stored, by halves. */
async function largest(target: FuzzTarget, write: (typeof writes)[number][1]): Promise<number> {
  let [low, high] = [1_500_000, 1_600_000];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (/^20/.test(await write(target, middle))) low = middle;
    else high = middle;
  }
  return low;
}

async function send(
  { origin, ask }: FuzzTarget,
  method: string,
  path: string,
  object: object,
  type = "application/json",
): Promise<string> {
  const body = JSON.stringify(object);
  const headers = { "content-type": type };
  const answer = await ask(new Request(origin + path, { method, headers, body }));
  const text = await answer.text();
  return answer.ok ? String(answer.status) : `${answer.status} ${text}`;
}

function widget(chars: number) {
  return {
    ...{ apiVersion: "fuzz.example.com/v1", kind: "Widget" },
    ...{ metadata: { name: `w${chars}` }, spec: { open: { a: "x".repeat(chars) } } },
  };
}

function role(chars: number) {
  const rule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
  return {
    metadata: { name: `r${chars}` },
    rules: [{ ...rule, resourceNames: ["x".repeat(chars)] }],
  };
}
