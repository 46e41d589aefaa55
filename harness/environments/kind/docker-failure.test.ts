import { describe, expect, it } from "vitest";
import { dockerError, recogniseTrouble } from "./docker-failure.ts";

const samples: [said: string, trouble: string][] = [
  [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "no-answer",
  ],
  [
    "failed to connect to the docker API at tcp://127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused",
    "no-answer",
  ],
  [
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get ...: dial unix /var/run/docker.sock: connect: permission denied",
    "not-allowed",
  ],
  [
    "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
    "not-allowed",
  ],
  ["Error response from daemon: write /x: no space left on device", "no-space"],
  ['ERROR: failed to create cluster: failed to pull image "kindest/node:v1"', "no-image"],
  ["Error response from daemon: No such image: nowhere:1", "no-image"],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    "no-image",
  ],
  [
    "Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login'",
    "no-image",
  ],
  [
    'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "fluxproof-0"',
    "name-taken",
  ],
  [
    "driver failed programming external connectivity: Bind for 127.0.0.1:30080 failed: port is already allocated",
    "port-taken",
  ],
  [
    "OCI runtime create failed: container_linux.go:380: starting container process caused: unable to apply caps: operation not permitted",
    "no-capability",
  ],
];

describe("what Docker says", () => {
  it.each(samples)("%s", (said, trouble) => {
    expect(recogniseTrouble(said)).toBe(trouble);
  });

  it("is not guessed at", () => {
    expect(recogniseTrouble("error: something else")).toBeUndefined();
  });

  it("is quoted by its end, with the cure where one is known", () => {
    const host = "tcp://10.0.0.1:2375";
    const output = "one\nCannot connect to the Docker daemon at tcp://10.0.0.1:2375.";
    const error = dockerError({ doing: "making the cluster", output, host });
    expect(error.message).toMatch(/^making the cluster failed: no Docker daemon answers at tcp/);
    expect(error.message).toContain("DOCKER_HOST");
    expect(error.message).toContain("  Cannot connect to the Docker daemon");
    expect(error.name).toBe("UsageError");
    const full = dockerError({ doing: "pulling", output: "no space left on device", host });
    expect(full.name).toBe("HarnessError");
    expect(full.message).toContain("docker system df");
  });
});
