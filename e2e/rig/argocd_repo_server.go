// SPDX-License-Identifier: Apache-2.0

package rig

// startRepoServer renders manifests. Without TLS its default authority must be taken away, or it does not start.
func (r *Rig) startRepoServer() error {
	return r.startArgo("argocd-repo-server", "--address=127.0.0.1", port("port", r.ports.repoServer), "--disable-tls", "--client-ca-path=",
		"--metrics-address=127.0.0.1", port("metrics-port", r.ports.repoServerMetrics), "--redis="+address(r.ports.redis))
}
