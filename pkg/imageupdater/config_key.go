// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// configKeys are the keys of ConfigMap that the manifests of a line and all later ones read (manifests/install.yaml,
// config/install.yaml), by the line in which each is first read.
var configKeys = []struct{ from, keys string }{
	{"v0.12.2", "registries.conf git.commit-message-template git.user git.email kube.events log.level"},
	{"v0.14", "git.commit-sign-off git.commit-signing-key git.commit-signing-method"},
	{"v0.17", "interval webhook.enable webhook.port webhook.ratelimit-allowed"},
	{"v1.1", "argocd.namespace log.format max_concurrent_apps max_concurrent_reconciles"},
	{"v1.2", "disable-tls tls.ciphers tls.max-version tls.min-version watch.namespaces"},
	{"v1.3", "webhook.require-secret"},
}

// gone are keys that v1 does not read any more.
const gone = "applications_api argocd.grpc_web argocd.insecure argocd.plaintext argocd.server_addr"

// NearestConfigKey returns the key of ConfigMap of which a key is most likely a misspelling: one that v reads where there is one
// as near. ok is false for a key that some version reads, and for one that is near none: another program may read it.
func (v Version) NearestConfigKey(key string) (near string, ok bool) {
	if strings.HasSuffix(key, "-secret") {
		return "", false // of a webhook, which v0.17 alone read from here
	}
	var read, other []string
	for _, line := range configKeys {
		from, _, err := Resolve(line.from)
		if err == nil && from.index <= v.index {
			read = append(read, strings.Fields(line.keys)...)
			continue
		}
		other = append(other, strings.Fields(line.keys)...)
	}
	if known := strings.Fields(gone); v.Resource() {
		other = append(other, known...)
	} else {
		read = append(read, known...)
	}
	near, ok = nearest.Name(key, append(read, other...))
	return near, ok && near != key
}
