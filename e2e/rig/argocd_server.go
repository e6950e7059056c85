// SPDX-License-Identifier: Apache-2.0

package rig

import "path/filepath"

// startServer serves the API, without pages and without Dex.
func (r *Rig) startServer() error {
	return r.startArgo("argocd-server", append(r.connections(), "--namespace="+ArgoNamespace, "--address=127.0.0.1", port("port", r.ports.server),
		"--metrics-address=127.0.0.1", port("metrics-port", r.ports.serverMetrics), "--insecure",
		"--staticassets="+filepath.Join(r.dir, "argocd-server", "static"),
		"--dex-server=http://127.0.0.1:1", "--dex-server-plaintext")...)
}
