import { join } from "node:path";

/** Where a daemon of ours keeps itself: all below one folder. */
export interface DaemonFiles {
  data: string;
  exec: string;
  pid: string;
  /** Of the containerd that dockerd starts for itself. */
  containerdPid: string;
  log: string;
}

export const defaultStateDir = "/var/lib/fluxproof/docker";
export const defaultSocket = "/var/run/docker.sock";

export function daemonFiles(state: string): DaemonFiles {
  return {
    data: join(state, "data"),
    exec: join(state, "run"),
    pid: join(state, "dockerd.pid"),
    containerdPid: join(state, "run/containerd/containerd.pid"),
    log: join(state, "dockerd.log"),
  };
}

/** All that dockerd is told: no file of the machine's configuration is read or written. */
export function daemonFlags(request: {
  files: DaemonFiles;
  socket: string;
  /** An OCI runtime to use in runc's place. */
  runtime?: string;
}): string[] {
  const { files, socket, runtime } = request;
  return [
    `--host=unix://${socket}`,
    `--data-root=${files.data}`,
    `--exec-root=${files.exec}`,
    `--pidfile=${files.pid}`,
    // There may be no systemd to ask for control groups.
    "--exec-opt=native.cgroupdriver=cgroupfs",
    // Ports that containers publish are for this machine alone.
    "--ip=127.0.0.1",
    ...(runtime
      ? [`--add-runtime=within-limits=${runtime}`, "--default-runtime=within-limits"]
      : []),
  ];
}
