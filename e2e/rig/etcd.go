// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"path/filepath"
	"time"
)

// startEtcd runs etcd without syncing to disk: nothing of it outlives the run.
func (r *Rig) startEtcd(ctx context.Context) error {
	client, peer := loopback(r.ports.etcd), loopback(r.ports.etcdPeer)
	if err := r.start(daemon{name: "etcd", program: r.programs["etcd"], args: []string{
		"--name=rig", "--data-dir=" + filepath.Join(r.dir, "etcd"), "--unsafe-no-fsync", "--log-level=warn",
		"--listen-client-urls=" + client, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=rig=" + peer,
	}}); err != nil {
		return err
	}
	return r.await(ctx, 30*time.Second, "etcd", func(ctx context.Context) error { return answers(ctx, client+"/health") })
}
