package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// limits are what this process may pass on to a container.
type limits struct {
	// The bounding set, a bit for each capability.
	capabilities uint64
	// The lowest score that may be set without CAP_SYS_RESOURCE.
	oomScoreAdj int64
	// Hard limit by its name in a specification.
	hard map[string]uint64
}

// Names of the capabilities in the order of their bits, as in linux/capability.h.
var capabilities = strings.Fields(`
	CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID CAP_SETUID
	CAP_SETPCAP CAP_LINUX_IMMUTABLE CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_ADMIN CAP_NET_RAW
	CAP_IPC_LOCK CAP_IPC_OWNER CAP_SYS_MODULE CAP_SYS_RAWIO CAP_SYS_CHROOT CAP_SYS_PTRACE CAP_SYS_PACCT
	CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_NICE CAP_SYS_RESOURCE CAP_SYS_TIME CAP_SYS_TTY_CONFIG CAP_MKNOD
	CAP_LEASE CAP_AUDIT_WRITE CAP_AUDIT_CONTROL CAP_SETFCAP CAP_MAC_OVERRIDE CAP_MAC_ADMIN CAP_SYSLOG
	CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_READ CAP_PERFMON CAP_BPF CAP_CHECKPOINT_RESTORE`)

// Numbers of the resource limits, as in asm-generic/resource.h.
var resources = strings.Fields(`
	RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_RSS RLIMIT_NPROC RLIMIT_NOFILE
	RLIMIT_MEMLOCK RLIMIT_AS RLIMIT_LOCKS RLIMIT_SIGPENDING RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO
	RLIMIT_RTTIME`)

func readLimits() (limits, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return limits{}, err
	}
	bounding, err := parseBounding(string(status))
	if err != nil {
		return limits{}, err
	}
	score, err := os.ReadFile("/proc/self/oom_score_adj")
	if err != nil {
		return limits{}, err
	}
	oomScoreAdj, err := strconv.ParseInt(strings.TrimSpace(string(score)), 10, 64)
	if err != nil {
		return limits{}, err
	}
	hard := map[string]uint64{}
	for number, name := range resources {
		var limit syscall.Rlimit
		if syscall.Getrlimit(number, &limit) == nil {
			hard[name] = limit.Max
		}
	}
	return limits{capabilities: bounding, oomScoreAdj: oomScoreAdj, hard: hard}, nil
}

func parseBounding(status string) (uint64, error) {
	for line := range strings.Lines(status) {
		if mask, found := strings.CutPrefix(line, "CapBnd:"); found {
			return strconv.ParseUint(strings.TrimSpace(mask), 16, 64)
		}
	}
	return 0, fmt.Errorf("expected a line CapBnd: in /proc/self/status")
}

// grants says whether a capability can be had; of names it does not know it assumes so.
func (l limits) grants(name string) bool {
	for bit, known := range capabilities {
		if known == name {
			return l.capabilities&(1<<bit) != 0
		}
	}
	return true
}

// fit changes the `process` of a specification to ask for nothing that cannot be had.
func (l limits) fit(process map[string]any) {
	if sets, ok := process["capabilities"].(map[string]any); ok {
		for kind, set := range sets {
			sets[kind] = l.fitCapabilities(set)
		}
	}
	if l.grants("CAP_SYS_RESOURCE") {
		return
	}
	if score, ok := number(process["oomScoreAdj"]); ok && score < l.oomScoreAdj {
		process["oomScoreAdj"] = l.oomScoreAdj
	}
	entries, _ := process["rlimits"].([]any)
	for _, entry := range entries {
		l.fitResource(entry)
	}
}

func (l limits) fitCapabilities(set any) any {
	wanted, ok := set.([]any)
	if !ok {
		return set
	}
	kept := []any{}
	for _, entry := range wanted {
		if name, _ := entry.(string); l.grants(name) {
			kept = append(kept, entry)
		}
	}
	return kept
}

func (l limits) fitResource(entry any) {
	limit, _ := entry.(map[string]any)
	name, _ := limit["type"].(string)
	hard, known := l.hard[name]
	if !known {
		return
	}
	for _, kind := range []string{"soft", "hard"} {
		// Limits are unsigned, and "unlimited" is the highest of them.
		value, err := strconv.ParseUint(fmt.Sprint(limit[kind]), 10, 64)
		if err == nil && value > hard {
			limit[kind] = hard
		}
	}
}

func number(value any) (int64, bool) {
	written, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	parsed, err := written.Int64()
	return parsed, err == nil
}
