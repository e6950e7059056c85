// SPDX-License-Identifier: Apache-2.0

package rig

import "os"

// startRepoServer renders manifests. Without TLS its default authority must be taken away, or it does not start.
func (r *Rig) startRepoServer() error {
	if err := os.MkdirAll(r.sockets(), 0o700); err != nil {
		return err
	}
	return r.startArgo("argocd-repo-server", "--address=127.0.0.1", port("port", r.ports.repoServer), "--disable-tls", "--client-ca-path=",
		"--metrics-address=127.0.0.1", port("metrics-port", r.ports.repoServerMetrics), "--redis="+address(r.ports.redis))
}
