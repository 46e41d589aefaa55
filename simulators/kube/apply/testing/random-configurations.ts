import type { Random } from "../../../../harness/core/clock.ts";
import type { KindName } from "./kinds.ts";

/** Some fields of an object of a kind, from few values, so that managers meet. */
export function randomConfiguration(kind: KindName, random: Random): object {
  const some = chooser(random);
  const metadata = {
    ...some(1, { labels: () => texts(random) }),
    ...some(1, { annotations: () => texts(random) }),
    ...some(1, { finalizers: () => names(random, "example.com/") }, 8),
  };
  switch (kind) {
    case "ConfigMap":
      return { metadata, ...some(3, { data: () => texts(random) }) };
    case "Deployment":
      return { metadata, spec: deployment(random) };
    case "Service":
      return { metadata, spec: service(random) };
    case "Thing":
      return { metadata: withoutEmpty(metadata), ...some(5, { spec: () => thing(random) }, 6) };
  }
}

/**
 * What is empty in a custom resource's metadata the API server stores and never shows, and writes the
 * object again once it is asked for any change: nothing that could be told from what it answers.
 */
function withoutEmpty(metadata: object): object {
  return Object.fromEntries(
    Object.entries(metadata).filter(([, of]) => Object.keys(of).length > 0),
  );
}

export function randomStatus(kind: KindName, random: Random): object {
  const some = chooser(random);
  if (kind === "Deployment") {
    return {
      ...some(2, { observedGeneration: () => 1 + random.below(2) }),
      replicas: random.below(3),
    };
  }
  const conditions = () =>
    distinct(random, ["Ready", "Stalled"]).map((type) => ({
      type,
      status: pick(random, ["True", "False"]),
    }));
  return { ...some(1, { phase: () => pick(random, ["A", "B"]) }), ...some(1, { conditions }) };
}

function deployment(random: Random): object {
  const some = chooser(random);
  const container = (name: string) => ({
    name,
    image: pick(random, ["nginx:1", "nginx:2"]),
    ...some(1, { args: () => [pick(random, ["x", "y"])] }),
    ...some(1, {
      env: () =>
        distinct(random, ["A", "B"]).map((key) => ({ name: key, value: `${random.below(2)}` })),
    }),
    ...some(1, {
      ports: () =>
        distinct(random, [80, 81]).map((containerPort) => ({
          containerPort,
          ...some(1, { protocol: () => pick(random, ["TCP", "UDP"]) }),
          ...some(1, { name: () => `p${containerPort}` }, 4),
        })),
    }),
    ...some(1, { resources: () => ({ limits: { cpu: pick(random, ["1", "2"]) } }) }),
  });
  return {
    ...some(1, { replicas: () => random.below(4) }),
    ...some(1, { paused: () => random.below(2) === 0 }, 4),
    ...some(
      1,
      {
        strategy: () =>
          pick(random, [
            { type: "Recreate" },
            { type: "RollingUpdate", rollingUpdate: { maxSurge: 2 } },
          ]),
      },
      5,
    ),
    selector: { matchLabels: { app: "a" } },
    template: {
      metadata: { labels: { app: "a", ...some(1, { tier: () => pick(random, ["x", "y"]) }) } },
      spec: {
        containers: ["main", ...distinct(random, ["side"])].map(container),
        ...some(1, { nodeSelector: () => texts(random) }, 4),
        ...some(1, {
          volumes: () => distinct(random, ["v", "w"]).map((name) => ({ name, emptyDir: {} })),
        }),
      },
    },
  };
}

function service(random: Random): object {
  const some = chooser(random);
  const port = (at: number) => ({
    name: `p${at}`,
    port: at,
    ...some(1, { protocol: () => pick(random, ["TCP", "UDP"]) }, 3),
    ...some(1, { targetPort: () => pick(random, [8080, "http"]) }),
  });
  return {
    ports: [port(80), ...distinct(random, [81, 82]).map(port)],
    ...some(1, { selector: () => texts(random) }),
    ...some(1, { sessionAffinity: () => pick(random, ["None", "ClientIP"]) }, 5),
    ...some(1, { publishNotReadyAddresses: () => true }, 4),
  };
}

function thing(random: Random): object {
  const some = chooser(random);
  return {
    ...some(1, { title: () => pick(random, ["x", "<y>"]) }),
    ...some(1, { count: () => random.below(3) }),
    ...some(1, { labels: () => texts(random) }),
    ...some(1, { selector: () => texts(random) }),
    ...some(1, { tags: () => distinct(random, ["a", "b&c", "d"]) }),
    ...some(1, { numbers: () => distinct(random, [1, 2, 10]) }, 4),
    ...some(1, { steps: () => distinct(random, [1, 2]).map((a) => ({ a })) }),
    ...some(1, { open: () => pick(random, [{ x: 1 }, { x: { y: [1] } }, { z: {} }, {}]) }),
    ...some(1, { either: () => pick(random, [1, "1", "50%"]) }),
    ...some(1, {
      rules: () =>
        distinct(random, ["r", "s", "t"]).map((name) => ({
          name,
          ...some(1, { protocol: () => pick(random, ["TCP", "UDP"]) }),
          ...some(1, { value: () => random.below(2) }),
          ...some(1, {
            nested: () => pick(random, [{ a: "x" }, { b: "y" }, { a: "y", b: "y" }, {}]),
          }),
          ...some(1, { tags: () => distinct(random, ["a", "b"]) }, 4),
        })),
    }),
  };
}

function texts(random: Random): Record<string, string> {
  return Object.fromEntries(
    distinct(random, ["one", "two", "a.b_c"]).map((name) => [name, `v${random.below(2)}`]),
  );
}

function names(random: Random, prefix: string): string[] {
  return distinct(random, ["a", "b"]).map((name) => prefix + name);
}

/** Any of the values, each at most once, in any order. */
function distinct<T>(random: Random, values: readonly T[]): T[] {
  const kept = values.filter(() => random.below(2) === 0);
  return random.below(2) === 0 ? kept : kept.toReversed();
}

/** Makes fields with a chance of `weight` in `of`. */
function chooser(random: Random) {
  return (weight: number, fields: Record<string, () => unknown>, of = 2): object =>
    random.below(of) < weight
      ? Object.fromEntries(Object.entries(fields).map(([name, make]) => [name, make()]))
      : {};
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.below(values.length)] as T;
}
