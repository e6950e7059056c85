// SPDX-License-Identifier: Apache-2.0

package rig

// startApplicationController compares and syncs. Its metrics have no address to be set: they are served on every interface.
func (r *Rig) startApplicationController() error {
	return r.startArgo("argocd-application-controller", append(r.connections(), "--namespace="+ArgoNamespace,
		port("metrics-port", r.ports.controllerMetrics), "--self-heal-backoff-timeout-seconds=1", "--self-heal-backoff-factor=1")...)
}
