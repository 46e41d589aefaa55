import type { NodeAccess } from "../in-cluster/hosted-cluster.ts";
import type { Docker } from "./docker.ts";

/**
 * Runs a command until the input ends: a client of `docker exec` that is killed leaves its command
 * running, but the end of its input reaches the node, whether it came by an order or by a kill.
 */
const untilInputEnds = `
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{ cat <&3 >/dev/null; kill "$command"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$command"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** Commands on nodes that are containers of Docker. */
export function nodeAccess(docker: Docker, names: readonly string[]): NodeAccess {
  return {
    names,
    run: (node, command) =>
      docker.run(["exec", node, ...command], {
        doing: `${command.slice(0, 3).join(" ")} on node ${node}`,
      }),
    follow: (node, command) =>
      docker.followUntilInputEnds([
        ...["exec", "--interactive", node, "sh", "-c", untilInputEnds, "sh"],
        ...command,
      ]),
  };
}
