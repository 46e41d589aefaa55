import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { fastClock } from "../../../test/fast-clock.ts";
import type { ApiClient } from "./api-client.ts";
import { installCrds } from "./install-crds.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crds-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

const crd = (group: string, plural: string) =>
  `spec:\n  group: ${group}\n  names: {plural: ${plural}}\n  versions:\n  - {name: v1, served: true}\n  - {name: v1beta1, served: false}\n`;

/** `served` says what discovery names so far. */
async function install(file: string, served: (path: string, nowMs: number) => string[]) {
  const clock = fastClock();
  const created: string[] = [];
  const api: ApiClient = {
    async create(_, body) {
      created.push(parse(body).spec.names.plural);
      return parse(body);
    },
    async request({ path }) {
      const resources = served(path, clock.nowMs()).map((name) => ({ name }));
      return { status: 200, text: JSON.stringify({ resources }) };
    },
    [Symbol.dispose]: () => undefined,
  };
  const path = join(folder, "crds.yaml");
  await writeFile(path, file);
  const signal = new AbortController().signal;
  const crds = await installCrds({ files: [path], api, clock, limitMs: 1_000, signal });
  return { crds, created, nowMs: clock.nowMs };
}

test("creates every document and waits for what is served", async () => {
  const file = `---\n${crd("a.io", "ones")}---\n${crd("a.io", "twos")}`;
  const { crds, created, nowMs } = await install(file, (path, now) =>
    path === "/apis/a.io/v1" && now >= 200 ? ["ones", "twos", "twos/status"] : ["ones"],
  );
  expect(created.toSorted()).toEqual(["ones", "twos"]);
  await crds.served(["a.io", "not.installed"]);
  expect(nowMs()).toBe(200);
});

test("says what never came", async () => {
  const { crds } = await install(crd("a.io", "ones"), () => ["others"]);
  await expect(crds.served(["a.io"])).rejects.toThrow(
    /did not serve ones of a\.io\/v1 within 1 s.*the last answer was 200/s,
  );
});
