import fc from "fast-check";
import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { failing, runWith } from "../fixtures/run-with.ts";
import { codeBlock, markdownText } from "./markdown.ts";
import { renderStepSummary } from "./step-summary.ts";

test("verdicts first, then figures, then what did not pass", async () => {
  const runs = await readFixtureRuns();
  expect(renderStepSummary(runs.slice(2, 4))).toMatchInlineSnapshot(`
    "## fluxproof: 1 passed, 1 failed

    **flux&#64;2.7.5**

    | outcome | scenario | duration | because |
    | --- | --- | --- | --- |
    | ✗ fail | limits/large-repository-fits | 90.0 s | source-controller was killed for memory 3 times at a limit of 256 MiB |
    | ✓ pass | sources/outage-does-not-prune | 3 m 00 s |  |

    ### Latency to Ready

    | scenario | measured | changes | missing | p50 | p95 | p99 | max |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | limits/large-repository-fits | from push | 20 | 4 | 13.2 s | 19.4 s | 20.3 s | 20.3 s |
    | limits/large-repository-fits | cold start | 12 | 0 | 5.7 s | 7.0 s | 7.0 s | 7.0 s |
    | sources/outage-does-not-prune | from push | 24 | 0 | 5.6 s | 12.5 s | 13.0 s | 13.0 s |
    | sources/outage-does-not-prune | cold start | 12 | 0 | 5.7 s | 7.0 s | 7.0 s | 7.0 s |

    ### Memory

    | scenario | controller | resident peak | working set peak | anonymous peak | limit | OOM kills | restarts |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | limits/large-repository-fits | kustomize-controller | 91.0 MiB | 94.6 MiB | 64.6 MiB | 1.00 GiB | 0 | 0 |
    | limits/large-repository-fits | source-controller | 244.8 MiB | 254.6 MiB | 173.8 MiB | 256.0 MiB | 3 | 3 |
    | sources/outage-does-not-prune | kustomize-controller | 97.0 MiB | 100.9 MiB | 68.9 MiB | 1.00 GiB | 0 | 0 |
    | sources/outage-does-not-prune | source-controller | 71.0 MiB | 73.8 MiB | 50.4 MiB | 256.0 MiB | 0 | 0 |

    ### CPU under a limit

    | scenario | controller | CPU limit | CPU used | kept from running | periods cut |
    | --- | --- | ---: | ---: | ---: | ---: |
    | limits/large-repository-fits | kustomize-controller | 0.5 CPU | 22.45 s | 18.9 s | 135 of 449 (30 %) |

    ### Tested: flux&#64;2.7.5

    local · Git host sim · etcd 3.6.5 · kube-apiserver 1.34.4 · seed 42 · fluxproof 0.1.0

    > helm-controller and notification-controller are not part of this run

    | controller | version | sha256 |
    | --- | --- | --- |
    | source-controller | 1.7.4 | <code>3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f</code> |
    | kustomize-controller | 1.7.3 | <code>a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9a9</code> |

    <details><summary>✗ limits/large-repository-fits</summary>

    A repository of 20 000 files is fetched within the memory limit that is set.

    - ✗ **staysWithinMemory**: source-controller was killed for memory 3 times at a limit of 256 MiB (seq 222, 360, 521)
    - ✗ **converges**: 4 of 24 changes never became ready; the object said: &#60;/script&#62;&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#60;img src=x onerror=alert(2)&#62; &#93;&#93;&#62; �&#91;31mred� &#124; &#96;x&#96; (seq 519)
    - ✓ **prunesNothing**: no managed object was deleted

    \`\`\`sh
    fluxproof run limits/large-repository-fits --env local --git-host sim --subject flux@2.7.5 --seed 42
    \`\`\`

    </details>
    "
  `);
});

test("any message stays in its cell as text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const escaped = markdownText(message);
      expect(escaped).not.toMatch(/[\n|<>`*_[\]\\]|&(?!#\d+;)/);
      const row = renderStepSummary([runWith({ verdicts: [failing(message)] })])
        .split("\n")
        .find((line) => line.startsWith("| ✗"));
      expect(row?.split("|")).toHaveLength(6);
    }),
  );
});

test("a fence is longer than any in the code", () => {
  expect(codeBlock("a ```` b")).toBe("`````sh\na ```` b\n`````");
});

test("stays below what GitHub takes and says what was left out", () => {
  const long = "x".repeat(300_000);
  const runs = ["a/b", "a/c", "a/d", "a/e"].map((name) =>
    runWith({ name, verdicts: [{ ...failing("short"), checker: long }] }),
  );
  const text = renderStepSummary(runs);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toContain("a/e");
  expect(text).toContain("2 more blocks left out");
});
