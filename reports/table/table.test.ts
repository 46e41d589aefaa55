import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { failing, runWith } from "../fixtures/run-with.ts";
import { renderTable } from "./table.ts";

const runs = await readFixtureRuns();

test("says what was tested, latency and memory, and the verdicts and the sum last", () => {
  expect(renderTable(runs.slice(1, 4), { dir: "SET", colour: false })).toMatchInlineSnapshot(`
    "flux@2.7.5 (source-controller 1.7.4, kustomize-controller 1.7.3)
    local · Git host sim · etcd 3.6.5 · kube-apiserver 1.34.4 · seed 42 · fluxproof 0.1.0
    note: helm-controller and notification-controller are not part of this run

    Latency to Ready
    scenario                       measured    changes  missing     p50     p95     p99     max
    apply/storm-of-pushes          cold start       12        0   5.7 s   7.0 s   7.0 s   7.0 s
    limits/large-repository-fits   from push        20        4  13.2 s  19.4 s  20.3 s  20.3 s
    limits/large-repository-fits   cold start       12        0   5.7 s   7.0 s   7.0 s   7.0 s
    sources/outage-does-not-prune  from push        24        0   5.6 s  12.5 s  13.0 s  13.0 s
    sources/outage-does-not-prune  cold start       12        0   5.7 s   7.0 s   7.0 s   7.0 s

    Memory
    scenario                       controller            resident peak  working set peak  anonymous peak      limit  OOM kills  restarts
    apply/storm-of-pushes          kustomize-controller       96.9 MiB         100.8 MiB        68.8 MiB   1.00 GiB          0         0
    apply/storm-of-pushes          source-controller          71.0 MiB          73.8 MiB        50.4 MiB  256.0 MiB          0         0
    limits/large-repository-fits   kustomize-controller       91.0 MiB          94.6 MiB        64.6 MiB   1.00 GiB          0         0
    limits/large-repository-fits   source-controller         244.8 MiB         254.6 MiB       173.8 MiB  256.0 MiB          3         3
    sources/outage-does-not-prune  kustomize-controller       97.0 MiB         100.9 MiB        68.9 MiB   1.00 GiB          0         0
    sources/outage-does-not-prune  source-controller          71.0 MiB          73.8 MiB        50.4 MiB  256.0 MiB          0         0

    CPU under a limit
    scenario                      controller            CPU limit  CPU used  kept from running        periods cut
    limits/large-repository-fits  kustomize-controller    0.5 CPU   22.45 s             18.9 s  135 of 449 (30 %)

    ? unknown  apply/storm-of-pushes            29.8 s
        ? converges: the run has no end: it was killed after 29.8 s
    ✗ fail     limits/large-repository-fits     90.0 s
        ✗ staysWithinMemory: source-controller was killed for memory 3 times at a limit of 256 MiB
        ✗ converges: 4 of 24 changes never became ready; the object said: </script><script>alert(1)</script> & <img src=x onerror=alert(2)> ]]> �[31mred� | \`x\`
        ✓ prunesNothing: no managed object was deleted
    ✓ pass     sources/outage-does-not-prune  3 m 00 s

    1 passed, 1 failed, 1 unknown · SET
    "
  `);
});

test("colours change nothing but colours", () => {
  const plain = renderTable(runs, { dir: "SET", colour: false });
  const coloured = renderTable(runs, { dir: "SET", colour: true });
  expect(coloured).not.toBe(plain);
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test("whatever a message holds stays on its line and moves no cursor", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const run = runWith({ verdicts: [failing(message)] });
      const text = renderTable([run], { dir: "SET", colour: false });
      expect(text.split("\n")).toHaveLength(9);
      expect(stripVTControlCharacters(text)).toBe(text);
    }),
  );
});

test("runs of two subjects stand apart", () => {
  const first = runWith({ verdicts: null });
  const subject = { ...first.info.subject, name: "flux@2.9.0" };
  const second = { ...first, info: { ...first.info, subject } };
  const text = renderTable([first, second], { dir: "SET", colour: false });
  expect(text.match(/^flux@\S+/gm)).toEqual(["flux@2.7.5", "flux@2.9.0"]);
});
