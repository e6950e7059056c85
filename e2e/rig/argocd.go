// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"fmt"
	"os"
	"path/filepath"
)

// argoFolders are where Argo CD looks for what its image has below /app and /home.
var argoFolders = map[string]string{
	"ARGOCD_TLS_DATA_PATH": "tls", "ARGOCD_SSH_DATA_PATH": "ssh", "ARGOCD_GPG_DATA_PATH": "gpg-source", "ARGOCD_GNUPGHOME": "gpg-keys",
}

// startArgo runs one role of Argo CD: they are one binary.
func (r *Rig) startArgo(role string, args ...string) error {
	dir := filepath.Join(r.dir, role)
	env := []string{
		"ARGOCD_BINARY_NAME=" + role, "KUBECONFIG=" + r.Kubeconfig,
		// Applications that name https://kubernetes.default.svc go to the API server of the rig.
		"ARGOCD_FAKE_IN_CLUSTER=true",
		"ARGOCD_GPG_ENABLED=false", "HOSTNAME=" + role + "-0", "HOME=" + dir, "TMPDIR=" + filepath.Join(dir, "tmp"),
		// A test waits for the next look at Git and for the next attempt to heal.
		"ARGOCD_RECONCILIATION_TIMEOUT=15s", "ARGOCD_RECONCILIATION_JITTER=0",
		// Where plugin servers leave their sockets, and the repo-server finds them.
		"ARGOCD_PLUGINSOCKFILEPATH=" + r.sockets(),
		// It waits two seconds after each wave of a sync.
		"ARGOCD_SYNC_WAVE_DELAY=0",
	}
	for name, folder := range argoFolders {
		env = append(env, name+"="+filepath.Join(dir, folder))
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return err
		}
	}
	for _, folder := range []string{"tmp", "static"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return err
		}
	}
	return r.start(daemon{name: role, program: r.programs["argocd"], args: append(args, "--loglevel=info"), env: env, dir: dir})
}

// connections are the flags by which the other roles find redis and the repo-server.
func (r *Rig) connections() []string {
	return []string{"--redis=" + address(r.ports.redis), "--repo-server=" + address(r.ports.repoServer), "--repo-server-plaintext"}
}

func port(flag string, n int) string { return fmt.Sprintf("--%s=%d", flag, n) }
