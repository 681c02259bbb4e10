// Package codearts shows how to give every Go test a CodeArts of its own; copy codearts_test.go beside your tests.
package codearts

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The URL of the server for all tests.
var server string

func TestMain(m *testing.M) {
	url, stop, err := start()
	if err == nil {
		err = waitUntilHealthy(url)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server = url
	status := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// start finds the server that CODEARTS_URL names, as in CI, or else starts one.
func start() (url string, stop func() error, err error) {
	if url := os.Getenv("CODEARTS_URL"); url != "" {
		return url, func() error { return nil }, nil
	}
	// Port 0 is any free one; the ready line says which.
	process := exec.Command("codearts-mock", "--port", "0")
	output, err := process.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := process.Start(); err != nil {
		return "", nil, err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return "", nil, fmt.Errorf("codearts-mock is not ready: %w", err)
	}
	_, rest, _ := strings.Cut(line, "url=")
	url, _, _ = strings.Cut(rest, " ")
	return url, func() error {
		process.Process.Signal(syscall.SIGTERM)
		return process.Wait()
	}, nil
}

func waitUntilHealthy(url string) error {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		response, err := http.Get(url + "/_mock/health")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("%s is not well: %s", url, response.Status)
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

// codearts returns the URL of a CodeArts in which nothing has happened yet.
func codearts(t *testing.T) string {
	t.Helper()
	response, err := http.Post(server+"/_mock/reset", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		t.Fatal(response.Status)
	}
	return server
}
