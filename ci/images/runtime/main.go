// An OCI runtime that asks runc for no more than this machine grants.
//
// A container may be specified with capabilities, resource limits and a protection from the kernel's
// OOM killer that a machine without CAP_SYS_RESOURCE cannot give: runc then refuses to start it, and
// with it every privileged container, a kind node among them. This program takes what cannot be given
// out of the specification and becomes runc. Where everything can be given, it changes nothing.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func main() {
	args := os.Args[1:]
	if err := prepare(args); err != nil {
		fail(err)
	}
	runc, err := findRunc()
	if err != nil {
		fail(err)
	}
	fail(syscall.Exec(runc, append([]string{runc}, args...), os.Environ()))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "runtime:", err)
	os.Exit(1)
}

// prepare fits the file that runc is about to read, if it is going to read one.
func prepare(args []string) error {
	spec := parse(args)
	if spec.file == "" {
		return nil
	}
	limits, err := readLimits()
	if err != nil {
		return err
	}
	return rewrite(spec.file, func(document map[string]any) {
		process := document
		if spec.wholeContainer {
			process, _ = document["process"].(map[string]any)
		}
		limits.fit(process)
	})
}

// specification says where runc will read what it is to start.
type specification struct {
	file string
	// Whether the file describes a container, and its process as a part of that.
	wholeContainer bool
}

// Global options of runc that are followed by a value.
var valued = []string{"--log", "--log-format", "--root", "--criu", "--rootless"}

func parse(args []string) specification {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		if slices.Contains(valued, args[0]) && len(args) > 1 {
			args = args[1:]
		}
		args = args[1:]
	}
	if len(args) == 0 {
		return specification{}
	}
	switch args[0] {
	case "create", "run":
		bundle := option(args[1:], "--bundle", "-b")
		return specification{file: filepath.Join(bundle, "config.json"), wholeContainer: true}
	case "exec":
		return specification{file: option(args[1:], "--process", "-p")}
	}
	return specification{}
}

func option(args []string, names ...string) string {
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			return value
		}
		if i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// rewrite changes a JSON file and keeps numbers as they are written.
func rewrite(file string, change func(map[string]any)) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var document map[string]any
	if err := decoder.Decode(&document); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	change(document)
	changed, err := json.Marshal(document)
	if err != nil {
		return err
	}
	return os.WriteFile(file, changed, 0o600)
}

func findRunc() (string, error) {
	for _, folder := range []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"} {
		file := filepath.Join(folder, "runc")
		if info, err := os.Stat(file); err == nil && info.Mode()&0o111 != 0 {
			return file, nil
		}
	}
	return "", errors.New("expected runc in /usr/sbin or beside it: install the package runc")
}
