import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import { ended } from "../run-program.ts";
import { kindFiles, noResources } from "./kind-files.ts";

const program = join(import.meta.dirname, "files/usr/local/bin/envoy");

/** Instead of HAProxy: writes down each configuration it is given, from the start and at a reload. */
const haproxy = `#!/bin/bash
show() { { echo "== $1"; cat "$config"; } >> "$SHOWN"; }
config=$3
trap 'show reload' USR2
trap 'exit 0' TERM
echo $$ > "$SHOWN.pid"
show start
while true; do sleep 0.05; done
`;

type Servers = Parameters<typeof kindFiles>[0]["servers"];
const three = ["a", "b", "c"].map((name) => ({ host: name, port: 6443 }));

async function start() {
  const folder = await mkdtemp(join(tmpdir(), "fluxproof-balancer-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/haproxy"), haproxy, { mode: 0o755 });
  const shown = join(folder, "shown");
  await writeFile(shown, "");
  const put = async (name: string, text: string) => {
    await writeFile(join(folder, `${name}.tmp`), text);
    await rename(join(folder, `${name}.tmp`), join(folder, name));
  };
  const tell = async (servers: Servers) => {
    const { cds, lds } = kindFiles({ folder, port: 6443, servers });
    await put("cds.yaml", cds);
    await put("lds.yaml", lds);
  };
  await put("envoy.yaml", kindFiles({ folder, port: 6443, servers: [] }).bootstrap);
  await put("cds.yaml", noResources);
  await put("lds.yaml", noResources);
  const env = { PATH: `${join(folder, "bin")}:${process.env.PATH}`, SHOWN: shown };
  const child = spawn(program, ["-c", join(folder, "envoy.yaml")], { env, stdio: "pipe" });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const end = ended(child, program);
  onTestFinished(async () => {
    child.kill();
    await end;
  });
  return {
    ...{ tell, put, end },
    said: () => said,
    shown: () => readFile(shown, "utf8"),
    pid: async () => Number(await readFile(`${shown}.pid`, "utf8")),
  };
}

const serversOf = (config: string) => config.match(/^ {2}server .*$/gm);

test("listens once kind has told of the control planes, and follows them", async () => {
  const { tell, shown } = await start();
  await tell(three);
  await vi.waitFor(async () => expect(await shown()).toContain("init-addr"), 10_000);
  const first = await shown();
  expect(first).toContain("== start");
  expect(first).toContain("\n  bind 0.0.0.0:6443\n");
  expect(first).toContain(
    "\n  option httpchk\n  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host kube-apiserver\n",
  );
  expect(serversOf(first)).toEqual(["  server 1 a:6443", "  server 2 b:6443", "  server 3 c:6443"]);

  await tell(three.slice(0, 2));
  await vi.waitFor(async () => expect(await shown()).toContain("== reload"), 10_000);
  const [, after = ""] = (await shown()).split("== reload");
  expect(serversOf(after)).toEqual(["  server 1 a:6443", "  server 2 b:6443"]);
});

test("waits while it knows only its servers", async () => {
  const { put, tell, shown } = await start();
  await put("cds.yaml", kindFiles({ port: 6443, servers: three }).cds);
  await wallClock().sleep(500);
  expect(await shown()).toBe("");
  await tell(three);
  await vi.waitFor(async () => expect(await shown()).toContain("== start"), 10_000);
});

test("refuses what has no servers", async () => {
  const { tell, end, said } = await start();
  await tell([]);
  expect(await end).toBe(1);
  expect(said()).toMatch(/does not understand .*cds\.yaml/);
});

test("refuses a listener that is no TCP proxy", async () => {
  const { put, end, said } = await start();
  const { cds, lds } = kindFiles({ port: 6443, servers: three });
  await put("lds.yaml", lds.replaceAll("tcp_proxy", "http_connection_manager"));
  await put("cds.yaml", cds);
  expect(await end).toBe(1);
  expect(said()).toMatch(/does not understand .*lds\.yaml/);
});

test("ends with HAProxy, for kind to start it again", async () => {
  const { tell, shown, end, said, pid } = await start();
  await tell(three);
  await vi.waitFor(async () => expect(await shown()).toContain("== start"), 10_000);
  process.kill(await pid(), "SIGTERM");
  expect(await end).toBe(1);
  expect(said()).toContain("HAProxy ended");
});
