package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

const (
	everything  = uint64(1)<<41 - 1
	sysResource = uint64(1) << 24
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		args []string
		want specification
	}{
		{[]string{"create", "--bundle", "/b", "id"}, specification{"/b/config.json", true}},
		{[]string{"--root", "exec", "--debug", "run", "-b=/b", "id"}, specification{"/b/config.json", true}},
		{[]string{"run", "id"}, specification{"config.json", true}},
		{[]string{"--log=/l", "exec", "--process", "/p", "id"}, specification{"/p", false}},
		{[]string{"exec", "id", "ls"}, specification{}},
		{[]string{"state", "create"}, specification{}},
		{[]string{"--version"}, specification{}},
		{nil, specification{}},
	} {
		if got := parse(test.args); got != test.want {
			t.Errorf("%v: expected %v, got %v", test.args, test.want, got)
		}
	}
}

func TestParseBounding(t *testing.T) {
	got, err := parseBounding("Name:\tx\nCapBnd:\t000001fffeffffff\nCapAmb:\t0\n")
	if err != nil || got != everything&^sysResource {
		t.Errorf("expected all but CAP_SYS_RESOURCE, got %x, %v", got, err)
	}
	if _, err := parseBounding("Name:\tx\n"); err == nil {
		t.Error("expected an error where the line is missing")
	}
}

const asked = `{"process":{
	"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE","CAP_OF_TOMORROW"]},
	"oomScoreAdj":-999,
	"rlimits":[{"type":"RLIMIT_NOFILE","soft":18446744073709551615,"hard":18446744073709551615},
		{"type":"RLIMIT_CORE","soft":1,"hard":2},{"type":"RLIMIT_OF_TOMORROW","hard":9}]},
	"annotations":{"big":9007199254740993}}`

func fitted(t *testing.T, capabilities uint64) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(file, []byte(asked), 0o600); err != nil {
		t.Fatal(err)
	}
	limits := limits{
		capabilities: capabilities,
		oomScoreAdj:  -5,
		hard:         map[string]uint64{"RLIMIT_NOFILE": 20000, "RLIMIT_CORE": 18446744073709551615},
	}
	err := rewrite(file, func(document map[string]any) {
		limits.fit(document["process"].(map[string]any))
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTakesOutWhatCannotBeGiven(t *testing.T) {
	want := `{"annotations":{"big":9007199254740993},"process":{` +
		`"capabilities":{"bounding":["CAP_CHOWN","CAP_OF_TOMORROW"]},"oomScoreAdj":-5,` +
		`"rlimits":[{"hard":20000,"soft":20000,"type":"RLIMIT_NOFILE"},` +
		`{"hard":2,"soft":1,"type":"RLIMIT_CORE"},{"hard":9,"type":"RLIMIT_OF_TOMORROW"}]}}`
	if got := fitted(t, everything&^sysResource); got != want {
		t.Errorf("expected\n%s, got\n%s", want, got)
	}
}

func TestChangesNothingWhereAllIsGranted(t *testing.T) {
	var want map[string]any
	if err := json.Unmarshal([]byte(asked), &want); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(fitted(t, everything)), &got); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if string(a) != string(b) {
		t.Errorf("expected\n%s, got\n%s", a, b)
	}
}
