// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// pluginServer is the role of Argo CD that a sidecar of the repo-server runs.
const pluginServer = "argocd-cmp-server"

// sockets is the folder that the repo-server and the plugin servers share.
func (r *Rig) sockets() string { return filepath.Join(r.dir, "plugins") }

// StartPluginServer runs a Config Management Plugin beside the repo-server, as a sidecar does, and waits for its socket. config is its
// plugin.yaml. It runs until stop.
func (r *Rig) StartPluginServer(ctx context.Context, config string) (stop func(), err error) {
	dir, err := r.Dir("plugin")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "plugin.yaml"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	if err := r.startArgo(pluginServer, "--config-dir-path="+dir); err != nil {
		return nil, err
	}
	p := r.processes[len(r.processes)-1]
	stop = func() {
		p.stop()
		r.processes = slices.DeleteFunc(r.processes, func(q *process) bool { return q == p })
	}
	err = r.await(ctx, 30*time.Second, pluginServer, func(context.Context) error {
		found, err := filepath.Glob(filepath.Join(r.sockets(), "*.sock"))
		if err == nil && len(found) == 0 {
			err = fmt.Errorf("there is no socket in %s", r.sockets())
		}
		return err
	})
	if err != nil {
		stop()
		return nil, errors.Join(err, ctx.Err())
	}
	return stop, nil
}
