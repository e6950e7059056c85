// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
)

// startAPIServer runs kube-apiserver with a certificate of its own making and one administrator with a token.
func (r *Rig) startAPIServer(ctx context.Context) error {
	certs := filepath.Join(r.dir, "apiserver")
	if err := os.MkdirAll(certs, 0o700); err != nil {
		return err
	}
	accounts, tokens := filepath.Join(certs, "service-account.key"), filepath.Join(certs, "tokens.csv")
	if err := writeKey(accounts); err != nil {
		return fmt.Errorf("making the key of the service accounts: %w", err)
	}
	token := rand.Text()
	if err := os.WriteFile(tokens, []byte(token+",admin,1,\"system:masters\"\n"), 0o600); err != nil {
		return err
	}
	url := fmt.Sprintf("https://127.0.0.1:%d", r.ports.apiServer)
	if err := r.start(daemon{name: "kube-apiserver", program: r.programs["kube-apiserver"], args: []string{
		"--etcd-servers=" + loopback(r.ports.etcd),
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", r.ports.apiServer), "--cert-dir=" + certs,
		"--service-account-key-file=" + accounts, "--service-account-signing-key-file=" + accounts, "--service-account-issuer=" + url,
		"--service-cluster-ip-range=10.96.0.0/24", "--endpoint-reconciler-type=none",
		"--token-auth-file=" + tokens, "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount",
	}}); err != nil {
		return err
	}
	authority := filepath.Join(certs, "apiserver.crt")
	if err := r.await(ctx, 60*time.Second, "kube-apiserver", func(ctx context.Context) error {
		pemBytes, err := os.ReadFile(authority)
		if err != nil {
			return err
		}
		if r.Kube, err = kube.New(url, token, pemBytes); err != nil {
			return err
		}
		return r.Kube.Ready(ctx)
	}); err != nil {
		return err
	}
	r.Kubeconfig = filepath.Join(r.dir, "kubeconfig")
	return os.WriteFile(r.Kubeconfig, fmt.Appendf(nil, kubeconfig, url, authority, token), 0o600)
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: rig
  cluster: {server: %q, certificate-authority: %q}
users:
- name: admin
  user: {token: %q}
contexts:
- name: rig
  context: {cluster: rig, user: admin, namespace: argocd}
current-context: rig
`

func writeKey(file string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}
