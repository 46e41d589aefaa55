import { createInterface } from "node:readline";
import { wallClock } from "../simulators/support/clock.ts";
import { type Connection, openConnection } from "./kube-http2.ts";
import { listConfigMaps, type Operation, request, watchConfigMaps } from "./kube-requests.ts";
import { type Taken, took } from "./took.ts";

/** The load generator, a process of its own: jobs come in by stdin, a line of JSON each, and so do their outcomes go out. */
export interface Job {
  port: number;
  ca: string;
  token: string;
  work:
    | {
        do: "requests";
        operation: Operation;
        clients: number;
        count: number;
        /** Requests go round the objects `${prefix}0` to `${prefix}${pool - 1}`. */
        prefix: string;
        pool: number;
        /** Tells the content of writes apart from that of other jobs. */
        seed: string;
      }
    | { do: "list"; count: number }
    | {
        do: "fan-out";
        watchers: number;
        clients: number;
        count: number;
        prefix: string;
        pool: number;
      }
    | { do: "event"; count: number; prefix: string; pool: number };
}

export interface Outcome {
  seconds: number;
  /** Answers of another status than 200 and 201. */
  failures: number;
  /** Of each request or event, or of each list. */
  latencyMs: { p50: number; p99: number };
  /** Events that reached watchers. */
  events: number;
  bytes: number;
  /** Of the load generator. */
  cpuSeconds: number;
}

const clock = wallClock();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
}

async function run({ work, ...target }: Job): Promise<Outcome> {
  using opened = new DisposableStack();
  const open = async (count: number) => {
    const connections = Array.from({ length: count }, () => openConnection(target));
    return (await Promise.all(connections)).map((each) => opened.use(each));
  };
  const measured = { latencies: [] as number[], failures: 0, bytes: 0, events: 0 };
  const ask = async (connection: Connection, asked: ReturnType<typeof request>) => {
    const beganMs = clock.nowMs();
    const { status, bytes } = await connection.ask(asked);
    measured.latencies.push(clock.nowMs() - beganMs);
    measured.bytes += bytes;
    if (status !== 200 && status !== 201) measured.failures += 1;
  };
  /** Closed loop: each client asks as soon as it is answered. */
  const drive = async (
    connections: Connection[],
    count: number,
    make: (n: number) => ReturnType<typeof request>,
  ) => {
    let next = 0;
    await Promise.all(
      connections.map(async (connection) => {
        while (next < count) {
          next += 1;
          await ask(connection, make(next - 1));
        }
      }),
    );
  };
  /** Tells apart what this job writes to objects from what others before it did. */
  const version = clock.nowMs();
  let taken: Taken;
  switch (work.do) {
    case "requests": {
      const { operation, clients, count, prefix, pool, seed } = work;
      const connections = await open(clients);
      taken = await took(() =>
        drive(connections, count, (n) =>
          request(operation, `${prefix}${n % pool}`, Number(`${seed}${n}`)),
        ),
      );
      break;
    }
    case "list": {
      const connections = await open(1);
      taken = await took(() => drive(connections, work.count, () => listConfigMaps));
      break;
    }
    case "fan-out": {
      const { watchers, clients, count, prefix, pool } = work;
      const watching = await open(watchers);
      const connections = await open(clients);
      const all = Promise.withResolvers<void>();
      await watchAll(watching, target, () => {
        measured.events += 1;
        if (measured.events === watchers * count) all.resolve();
      });
      taken = await took(async () => {
        await drive(connections, count, (n) =>
          request("merge", `${prefix}${n % pool}`, version + n),
        );
        await all.promise;
      });
      break;
    }
    case "event": {
      const { count, prefix, pool } = work;
      const [watching, writing] = await open(2);
      if (!watching || !writing) throw new Error("no connections");
      let seen = Promise.withResolvers<void>();
      await watchAll([watching], target, () => seen.resolve());
      taken = await took(async () => {
        for (let n = 0; n < count; n += 1) {
          seen = Promise.withResolvers<void>();
          const sentMs = clock.nowMs();
          const answered = writing.ask(request("merge", `${prefix}${n % pool}`, version + n));
          await seen.promise;
          measured.latencies.push(clock.nowMs() - sentMs);
          await answered;
        }
      });
      break;
    }
  }
  const sorted = measured.latencies.sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const { failures, events, bytes } = measured;
  return {
    seconds: taken.wall,
    failures,
    events,
    bytes,
    cpuSeconds: taken.cpu,
    latencyMs: { p50: quantile(0.5), p99: quantile(0.99) },
  };
}

/** Watches from the newest revision on; resolves once every watch is asked for; none misses an event. An event ends with a line. */
async function watchAll(
  connections: Connection[],
  target: { port: number; ca: string; token: string },
  onEvent: () => void,
): Promise<void> {
  using lister = await openConnection(target);
  let head = "";
  await lister.ask({ ...listConfigMaps, path: `${listConfigMaps.path}?limit=1` }, (piece) => {
    head += piece.toString();
  });
  const { metadata } = JSON.parse(head) as { metadata: { resourceVersion: string } };
  for (const connection of connections) {
    const watch = watchConfigMaps(metadata.resourceVersion);
    connection
      .ask(watch, (piece) => {
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) onEvent();
      })
      .catch(() => {});
  }
}
