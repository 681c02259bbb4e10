package clients

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

const patience = 20 * time.Second

var ready = regexp.MustCompile(`^codearts-mock ready url=(http://\S+) version=\S+\n$`)

func binary() string { return os.Getenv("CODEARTS_CLIENTS_BINARY") }

// A server under test: on a free port, known to be ready by its ready line, stopped by SIGTERM.
type server struct {
	url     string
	process *exec.Cmd
	log     *bytes.Buffer
}

func startServer(options ...string) (*server, error) {
	s := &server{log: &bytes.Buffer{}}
	s.process = exec.Command(binary(), append([]string{"serve", "--host", "127.0.0.1", "--port", "0"}, options...)...)
	s.process.Stderr = s.log
	// What configures a server of the person who runs the tests must not configure this one.
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "CODEARTS_") && !strings.HasPrefix(setting, "RUST_") {
			s.process.Env = append(s.process.Env, setting)
		}
	}
	output, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	impatience := time.AfterFunc(patience, func() { s.process.Process.Kill() })
	defer impatience.Stop()
	line, _ := bufio.NewReader(output).ReadString('\n')
	found := ready.FindStringSubmatch(line)
	if found == nil {
		s.process.Process.Kill()
		s.process.Wait()
		return nil, fmt.Errorf("no ready line but %q:\n%s", line, s.log)
	}
	s.url = found[1]
	return s, nil
}

func (s *server) stop() error {
	impatience := time.AfterFunc(patience, func() { s.process.Process.Kill() })
	defer impatience.Stop()
	s.process.Process.Signal(syscall.SIGTERM)
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("the server ended with %w:\n%s", err, s.log)
	}
	return nil
}

// start starts a server of a test's own.
func start(t *testing.T, options ...string) *server {
	t.Helper()
	s, err := startServer(options...)
	ok(t, err)
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask asks the server without any SDK.
func (s *server) ask(method, path string, body, answer any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, s.url+path, &text)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// inject makes every call of an operation go wrong.
func (s *server) inject(t *testing.T, operation string, action map[string]any) {
	t.Helper()
	rule := map[string]any{"id": "client-suite", "operation": operation, "action": action}
	ok(t, s.ask("PUT", "/_mock/faults", map[string]any{"faults": []any{rule}}, nil))
}
