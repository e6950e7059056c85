// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
	"gotest.tools/v3/assert"
)

// bare is set in the processes that TestRootsWhereTheSystemHasNone starts: a process reads the roots of its system once.
const bare = "FAIRLEAD_TEST_WITHOUT_ROOTS"

// TestRootsWhereTheSystemHasNone runs itself where no certificate is to be found, as in an image made from scratch: without
// what this package does, with a client, and with a registries.yaml that adds an authority to those of the system.
func TestRootsWhereTheSystemHasNone(t *testing.T) {
	mode := os.Getenv(bare)
	if mode == "" {
		for _, mode := range []string{"nothing", "client", "registries.yaml"} {
			cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
			cmd.Env = append(os.Environ(), bare+"="+mode, "SSL_CERT_FILE="+filepath.Join(t.TempDir(), "none"), "SSL_CERT_DIR="+t.TempDir())
			out, err := cmd.CombinedOutput()
			assert.NilError(t, err, "%s: %s", mode, out)
			assert.Assert(t, strings.Contains(string(out), "--- PASS: "+t.Name()), "%s", out)
		}
		return
	}
	var all []*x509.Certificate
	for root := range bundle.Roots() {
		certificate, err := x509.ParseCertificate(root.Certificate)
		assert.NilError(t, err)
		if root.Constraint == nil {
			all = append(all, certificate)
		}
	}
	assert.Assert(t, len(all) > 50, "%d", len(all))
	var roots *x509.CertPool // those of the system
	switch mode {
	case "client":
		New(Options{}).Close()
	case "registries.yaml":
		dir := t.TempDir()
		ca, file := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "registries.yaml")
		assert.NilError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: all[0].Raw}), 0o600))
		assert.NilError(t, os.WriteFile(file, []byte("configs: {ghcr.io: {tls: {ca_file: "+ca+"}}}\n"), 0o600))
		n, err := ReadNodes(file)
		assert.NilError(t, err)
		roots = n.tls["ghcr.io"].RootCAs
	}
	for _, certificate := range all {
		_, err := certificate.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: certificate.NotBefore.Add(time.Hour)})
		assert.Equal(t, err == nil, mode != "nothing", "%s: %v", certificate.Subject, err)
	}
}
