// Package clients has the scenarios of ../scenarios.md with the official Go module.
package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"sort"
	"strings"
	"sync"
	"testing"
)

// From good to bad: a scenario of several tests is what the worst of them is.
var severity = map[string]int{"passed": 0, "n/a": 1, "later": 2, "failed": 3}

type result struct{ verdict, remark string }

var (
	results = map[string]result{}
	shared  *server
	able    map[string]bool
)

func TestMain(m *testing.M) {
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "HUAWEICLOUD_SDK_") {
			os.Unsetenv(name)
		}
	}
	status := 1
	var err error
	if shared, err = startServer(); err == nil {
		if able, err = abilities(shared); err == nil {
			status = m.Run()
			err = writeResults(os.Getenv("CODEARTS_CLIENTS_RESULTS"))
		}
		if stopped := shared.stop(); err == nil {
			err = stopped
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// What the server can do: its operations, and the ways of its control plane.
func abilities(s *server) (map[string]bool, error) {
	var answer struct{ Operations []struct{ Id string } }
	if err := s.ask("GET", "/_mock/operations", nil, &answer); err != nil {
		return nil, err
	}
	able := map[string]bool{"faults": s.ask("GET", "/_mock/faults", nil, nil) == nil}
	able["namespaces"] = s.ask("GET", "/_mock/namespaces", nil, nil) == nil
	for _, operation := range answer.Operations {
		able[operation.Id] = true
	}
	help, err := exec.Command(binary(), "serve", "--help").Output()
	able["--auth verify"] = strings.Contains(string(help), "verify")
	return able, err
}

// implements tells which row of scenarios.md a test is for. needs are operation ids, or ways of the control plane, without
// which the scenario is for later.
func implements(t *testing.T, scenario string, needs ...string) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			record(scenario, result{"failed", t.Name()})
		} else if !t.Skipped() {
			record(scenario, result{"passed", ""})
		}
	})
	var missing []string
	for _, what := range needs {
		if !able[what] {
			missing = append(missing, what)
		}
	}
	if len(missing) > 0 {
		record(scenario, result{"later", "not served: " + strings.Join(missing, ", ")})
		t.Skip("not served")
	}
}

// notApplicable ends a test in the one point in which the SDK is known to fall short; whoever comes past it must fail.
func notApplicable(t *testing.T, scenario, reason string) {
	t.Helper()
	record(scenario, result{"n/a", reason})
	t.Skip("n/a: " + reason)
}

var recording sync.Mutex

func record(scenario string, it result) {
	recording.Lock()
	defer recording.Unlock()
	if known, ok := results[scenario]; !ok || severity[it.verdict] >= severity[known.verdict] {
		results[scenario] = it
	}
}

func writeResults(path string) error {
	if path == "" {
		return nil
	}
	var lines []string
	for scenario, it := range results {
		lines = append(lines, strings.Join([]string{scenario, it.verdict, it.remark}, "\t")+"\n")
	}
	sort.Strings(lines)
	return os.WriteFile(path, []byte(strings.Join(lines, "")), 0o644)
}

// equal ends the test unless two values are deeply equal.
func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %s\nwant %s", shown(got), shown(want))
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%#v", value)
	}
	return string(text)
}

func ptr[T any](value T) *T { return &value }
