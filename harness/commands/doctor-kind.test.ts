import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wallClock } from "../../simulators/support/clock.ts";
import { defaultNodeImage } from "../environments/kind/node-image.ts";
import { kindRecipe } from "../subjects/recipe.ts";
import { examineContainers } from "./doctor-kind.ts";
import { grantsSysResource } from "./machine-capabilities.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxproof-doctor-"));
  await mkdir(join(folder, "bin"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Examines with this for the program `docker`, and no kind. */
async function examine(docker: string | undefined, variables: NodeJS.ProcessEnv = {}) {
  const file = join(folder, "bin/docker");
  if (docker) await writeFile(file, `#!/bin/sh\n${docker}\n`, { mode: 0o755 });
  const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, ...variables };
  const found = await examineContainers({ clock: wallClock(), env, cacheDir: folder });
  return Object.fromEntries(found.map(({ what, ...rest }) => [what, rest]));
}

/** A Docker with these images whose default runtime is one of another's. */
const answering = (images: string[], standIn = "") => `
for last; do :; done
case "$1 $3" in
"info {{json .}}")
  echo '{"ID":"a","ServerVersion":"29.0.1","OSType":"linux","DockerRootDir":"${folder}"}' ;;
"info {{.DefaultRuntime}}") echo within-limits ;;
"image "*)
  if [ "$2" = inspect ]; then
    case " ${images.join(" ")} " in *" $last "*) echo "${standIn}"; exit ;; esac
    exit 1
  fi
  for image in ${images.join(" ")}; do
    case "$image" in "$last" | "$last":*) echo "$image" ;; esac
  done ;;
esac`;

test("a Docker that lacks nothing", async () => {
  const node = defaultNodeImage(kindRecipe.version) ?? "";
  const images = [node, "gitea/gitea:1.26.0-rootless"];
  const found = await examine(answering(images));
  expect(found.Docker).toEqual({ ok: true, detail: expect.stringContaining("29.0.1 answers") });
  expect(found["privileged containers"]?.ok).toBe(true);
  expect(found["node image"]).toEqual({ ok: true, detail: node });
  expect(found["Gitea image"]?.detail).toBe("gitea/gitea:1.26.0-rootless");
  expect(Object.keys(found).filter((what) => / for a cluster/.test(what))).toHaveLength(2);
});

test("images that are missing, and what brings them", async () => {
  const found = await examine(answering([]), { FLUXPROOF_NODE_IMAGE: "example.com/node:1" });
  const mend = expect.stringMatching(/can be pulled; .*npm run images/);
  expect(found["node image"]).toEqual({
    ...{ ok: false, mend },
    detail: "example.com/node:1 (FLUXPROOF_NODE_IMAGE) is not in Docker",
  });
  expect(found["Gitea image"]).toEqual({
    ...{ ok: false, mend },
    detail: "gitea/gitea:1.26.0-rootless is not in Docker",
  });
});

test("the load balancer's image, and what it is where that is none of Envoy's", async () => {
  const image = "envoyproxy/envoy:v1.36.2";
  const missing = (await examine(answering([])))["load balancer image"];
  expect(missing).toMatchObject({ ok: false, detail: `${image} is not in Docker` });
  expect(missing?.mend).toMatch(/--control-planes above 1.*npm run images -- balancer/);
  const real = await examine(answering([image]));
  expect(real["load balancer image"]).toEqual({ ok: true, detail: image });
  const standIn = await examine(answering([image], "a stand-in"));
  expect(standIn["load balancer image"]).toEqual({ ok: true, detail: `${image} a stand-in` });
});

test("images that were built here have to be named", async () => {
  const images = ["fluxproof.local/node:v1.34.4", "fluxproof.local/gitea:1.26.0"];
  const found = await examine(answering(images), { FLUXPROOF_GITEA_IMAGE: images[1] });
  const mend = expect.stringContaining("FLUXPROOF_NODE_IMAGE=fluxproof.local/node:v1.34.4");
  expect(found["node image"]).toMatchObject({ ok: false, mend });
  expect(found["Gitea image"]).toEqual({ ok: true, detail: "fluxproof.local/gitea:1.26.0" });
});

test.each([
  ["permission denied while trying to connect to the Docker daemon socket", /usermod/],
  ["Cannot connect to the Docker daemon. Is the docker daemon running?", /start docker/],
  ["something else", /install or mend Docker/],
])("a Docker that says %j", async (words, mend) => {
  const found = await examine(`echo "${words}" >&2; exit 1`);
  expect(found.Docker).toMatchObject({ ok: false, detail: expect.stringContaining(words) });
  expect(found.Docker?.mend).toMatch(mend);
  expect(Object.keys(found)).toEqual(["Docker", "kind"]);
});

test("a Docker that never answers is not waited for", async () => {
  const clock = wallClock();
  const found = await examine("sleep 60");
  expect(clock.nowMs()).toBeLessThan(5000);
  expect(found.Docker).toMatchObject({ ok: false, detail: "no answer within 1500 ms" });
});

test("another node image than the one kind would take has to be named", async () => {
  const found = await examine(answering(["kindest/node:v1.36.0"]));
  const mend = expect.stringContaining("FLUXPROOF_NODE_IMAGE=kindest/node:v1.36.0");
  expect(found["node image"]).toMatchObject({ ok: false, mend });
});

test("kind is told of by its version and where it is, and its nodes' image with it", async () => {
  const program = join(folder, "kind");
  await writeFile(program, "#!/bin/sh\necho kind v0.99.0 go1.26 linux/amd64\n", { mode: 0o755 });
  const found = await examine(answering([]), { FLUXPROOF_KIND_PROGRAM: program });
  expect(found.kind).toEqual({ ok: true, detail: `0.99.0, ${program}` });
  expect(found["node image"]?.detail).toBe("kind's default for its version is not in Docker");
  expect((await examine(answering([]))).kind?.detail).toMatch(/^neither/);
});

test.each(["/opt/kind", "/bin/true"])("%s is no program of kind's", async (program) => {
  const found = await examine(answering([]), { FLUXPROOF_KIND_PROGRAM: program });
  const mend = expect.stringContaining("FLUXPROOF_KIND_PROGRAM");
  expect(found.kind).toMatchObject({ ok: false, detail: expect.stringContaining(program), mend });
});

test.each([
  ["000001ffffffffff", true],
  ["0000000001000000", true],
  ["000001fffeffffff", false],
])("a bounding set of %s grants CAP_SYS_RESOURCE: %s", (mask, granted) => {
  expect(grantsSysResource(`CapEff:\t0000000000000000\nCapBnd:\t${mask}\n`)).toBe(granted);
});

test("the bounding set counts, not what this process has of it", () => {
  expect(grantsSysResource("CapEff:\t000001ffffffffff\nCapBnd:\t000001fffeffffff\n")).toBe(false);
  expect(grantsSysResource("Name:\tnode\n")).toBe(false);
});
