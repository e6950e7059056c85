// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"encoding/base64"
	"encoding/json"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/credential"
)

// Declares reports whether an entry of a Secret tells Argo CD of a repository or a cluster and is no credential, so that it
// may stand in Git: where it is, how it is spoken to, as whom. field is data or stringData.
func Declares(secret *yaml.Node, field, key, value string) bool {
	if Text(Lookup(secret, "metadata", "labels", "argocd.argoproj.io/secret-type")) == "" {
		return false
	}
	if field == "data" {
		// A placeholder may stand there as it is.
		if text, err := base64.StdEncoding.DecodeString(value); err == nil {
			value = string(text)
		}
	}
	switch key {
	case "type", "url", "name", "project", "server", "namespaces", "clusterResources", "shard", "enableOCI", "enableLfs", "insecure",
		"insecureIgnoreHostKey", "forceHttpBasicAuth", "proxy", "noProxy", "insecureOCIForceHttp", "depth", "useAzureWorkloadIdentity",
		"username", "githubAppID", "githubAppInstallationID", "githubAppEnterpriseBaseUrl", "tlsClientCertData", "webhookManifestCacheWarmDisabled":
		return !credential.InURL(value) && !credential.Token(value)
	case "config":
		return withoutCredential(value)
	}
	return false
}

// withoutCredential reports whether the configuration of a cluster is one that Argo CD can read, and holds no credential.
func withoutCredential(config string) bool {
	var c struct {
		Password, BearerToken, ProxyURL string
		TLSClientConfig                 struct{ KeyData string }
		ExecProviderConfig              struct {
			Args []string
			Env  map[string]string
		}
	}
	if json.Unmarshal([]byte(config), &c) != nil {
		return false
	}
	if !credential.Missing(c.Password) || !credential.Missing(c.BearerToken) || !credential.Missing(c.TLSClientConfig.KeyData) || credential.InURL(c.ProxyURL) {
		return false
	}
	for _, arg := range c.ExecProviderConfig.Args {
		if credential.Token(arg) || credential.InURL(arg) {
			return false
		}
	}
	for name, value := range c.ExecProviderConfig.Env {
		if credential.Named(name) && !credential.Missing(value) || credential.Token(value) || credential.InURL(value) {
			return false
		}
	}
	return true
}
