// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

// running is an Application that runs the image and is as a wait wants it.
const running = `{"metadata":{"name":"home"},"spec":{"source":{"kustomize":{"images":["ghcr.io/owner/home:sha-0123abc"]}}},
"status":{"summary":{"images":["ghcr.io/owner/home:sha-0123abc"]},"sync":{"status":"Synced","revision":"a"},"health":{"status":"Healthy"},"operationState":{"phase":"Succeeded"}}}`

// server counts what reaches it: requests, and connections that never become one.
type server struct {
	url string
	// ca is the file of the CA to trust; "" is none.
	ca string

	mu       sync.Mutex
	calls    int
	requests []*http.Request
	bodies   []string
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

func (s *server) called() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	return s.calls
}

// serves starts a server that answers each request with handle, which is told how many there were.
func serves(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, call int)) *server {
	t.Helper()
	s := &server{}
	h := httptest.NewServer(s.handler(handle))
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func (s *server) handler(handle func(w http.ResponseWriter, r *http.Request, call int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.requests, s.bodies = append(s.requests, r), append(s.bodies, string(body))
		s.mu.Unlock()
		handle(w, r, s.called())
	})
}

// answering answers every request alike.
func answering(status int, contentType, body string, headers ...string) func(*testing.T) *server {
	return func(t *testing.T) *server {
		return serves(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, status, contentType, body, headers...) })
	}
}

func answer(w http.ResponseWriter, status int, contentType, body string, headers ...string) {
	w.Header()["Content-Type"] = nil
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		w.Header().Set(headers[i], headers[i+1])
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // the client may be gone
}

// stalling sends headers and a part of the body, and then nothing more.
func stalling(status int) func(*testing.T) *server {
	return func(t *testing.T) *server {
		over := make(chan struct{})
		s := serves(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"message":"body-of-an-answer`)
			_ = http.NewResponseController(w).Flush()
			hold(r, over)
		})
		t.Cleanup(func() { close(over) })
		return s
	}
}

// silent takes a request and never answers.
func silent(t *testing.T) *server {
	over := make(chan struct{})
	s := serves(t, func(_ http.ResponseWriter, r *http.Request, _ int) { hold(r, over) })
	t.Cleanup(func() { close(over) })
	return s
}

func hold(r *http.Request, over <-chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-over:
	}
}

// closing closes each connection after having read something, and says first where that is not "".
func closing(scheme, first string) func(*testing.T) *server {
	return func(t *testing.T) *server {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		assert.NilError(t, err)
		s := &server{url: scheme + "://" + listener.Addr().String()}
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				s.called()
				_, _ = conn.Read(make([]byte, 4096))
				_, _ = io.WriteString(conn, first)
				_ = conn.Close()
			}
		}()
		return s
	}
}

// refusing is a port on which nothing listens. It stays taken until the test ends: another server would be given one that is free.
func refusing(t *testing.T) *server {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	assert.NilError(t, err)
	syscall.CloseOnExec(socket)
	t.Cleanup(func() { _ = syscall.Close(socket) })
	assert.NilError(t, syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	at, err := syscall.Getsockname(socket)
	assert.NilError(t, err)
	return &server{url: fmt.Sprintf("http://127.0.0.1:%d", at.(*syscall.SockaddrInet4).Port)}
}

// nameless is a host that no resolver knows and none is asked about: a label of a name has at most 63 signs.
func nameless(*testing.T) *server {
	return &server{url: "https://" + strings.Repeat("a", 64) + ".invalid"}
}

// alerting has no certificate for any host.
func alerting(t *testing.T) *server {
	s := &server{}
	h := httptest.NewUnstartedServer(http.NotFoundHandler())
	h.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		s.called()
		return nil, errors.New("no certificate")
	}}
	h.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	h.StartTLS()
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

// certified is a server with a certificate, whose connections count as calls where no request gets through.
func certified(host string, until time.Time, trusted bool) func(*testing.T) *server {
	return func(t *testing.T) *server {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		assert.NilError(t, err)
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until,
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, DNSNames: []string{host},
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		assert.NilError(t, err)
		s := &server{}
		h := httptest.NewUnstartedServer(s.handler(func(w http.ResponseWriter, _ *http.Request, _ int) { answer(w, 200, "application/json", running) }))
		h.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		h.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew && !trusted {
				s.called()
			}
		}
		h.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		h.StartTLS()
		t.Cleanup(h.Close)
		s.url = "https://localhost:" + h.URL[strings.LastIndex(h.URL, ":")+1:]
		s.ca = filepath.Join(t.TempDir(), "ca.pem")
		assert.NilError(t, os.WriteFile(s.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
		return s
	}
}
