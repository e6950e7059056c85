// SPDX-License-Identifier: Apache-2.0

package rig

import "fmt"

// startControllerManager runs the controllers without which Argo CD cannot be observed: it deletes in the foreground, which
// only the garbage collector finishes, and Image Updater's images come from Pods, which the other two make.
func (r *Rig) startControllerManager() error {
	return r.start(daemon{name: "kube-controller-manager", program: r.programs["kube-controller-manager"], args: []string{
		"--kubeconfig=" + r.Kubeconfig, "--leader-elect=false",
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", r.ports.controllerManager),
		"--controllers=garbage-collector-controller,namespace-controller,deployment-controller,replicaset-controller",
	}})
}
