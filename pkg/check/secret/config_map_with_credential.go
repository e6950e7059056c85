// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var configMapWithCredential = &rule.Rule{
	ID:       "config-map-with-credential",
	Severity: krm.Error,
	Title:    "A ConfigMap must not hold a credential",
	Doc: `A ConfigMap is readable to everyone who may read the repository, and in the cluster to most accounts. Reported are
only what cannot be anything else: a private key, an access token of GitHub or GitLab, the file with which Docker
logs in to a registry, and a URL with a password in it. The literals of a configMapGenerator count too. Replace the credential by a new one, and keep that in a Secret that is not in Git.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/configuration/configmap/"},
	Kinds:    append([]rule.Kind{view.ConfigMap}, kustomizations...),
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		report := func(key, text, path string, at *yaml.Node) {
			if what := credentialIn(text); what != "" {
				problems = append(problems, rule.Problem{Path: path, At: at, Message: fmt.Sprintf(
					"key %q of a ConfigMap must not hold %s: replace it by a new one, and keep that in a Secret that is not in Git", key, what)})
			}
		}
		if it.Kind != "ConfigMap" {
			eachLiteral(it, "configMapGenerator", func(l literal) { report(l.key, l.value, l.path, l.node) })
			return problems
		}
		for _, field := range []string{"data", "binaryData"} {
			for _, pair := range view.Pairs(it.Lookup(field)) {
				if pair.Value == nil || pair.Value.Kind != yaml.ScalarNode {
					continue
				}
				text := pair.Value.Value
				if field == "binaryData" {
					decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
					if err != nil {
						continue
					}
					text = string(decoded)
				}
				report(pair.Key.Value, text, field+"["+pair.Key.Value+"]", pair.Key)
			}
		}
		return problems
	}),
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: registry, namespace: shop}
data:
  config.json: '{"auths": {"ghcr.io": {"auth": "dXNlcjpjb3JyZWN0IGhvcnNl"}}}'
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: registry, namespace: shop}
data:
  config.json: '{"auths": {}}'
`,
}

// credentialIn names the credential that a text certainly holds; "" where it holds none, or none that is certain.
func credentialIn(text string) string {
	switch {
	case hasPrivateKey(text):
		return "a private key"
	case hasToken(text, "ghp_", 36), hasToken(text, "gho_", 36), hasToken(text, "ghs_", 36), hasToken(text, "github_pat_", 60):
		return "an access token of GitHub"
	case hasToken(text, "glpat-", 20):
		return "an access token of GitLab"
	case logsIn(text):
		return "the login to a registry"
	case credential.InURL(text):
		return "a URL with a credential"
	}
	return ""
}

// hasPrivateKey finds the header of an unencrypted private key with base64 behind it: the header alone may be an example.
func hasPrivateKey(text string) bool {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "-----BEGIN ")
		if !ok {
			return false
		}
		rest = after
		label, body, ok := strings.Cut(after, "-----")
		if !ok || !strings.HasSuffix(label, "PRIVATE KEY") || strings.Contains(label, "ENCRYPTED") || len(label) > 30 {
			continue
		}
		body = strings.TrimLeft(body, " \t\r\n")
		if prefixOf(body, "+/=") >= 40 && credential.Varied(body[:40]) {
			return true
		}
	}
}

// hasToken finds a prefix with at least n letters and digits behind it that are not one and the same.
func hasToken(text, prefix string, n int) bool {
	for rest := text; ; {
		before, after, ok := strings.Cut(rest, prefix)
		if !ok {
			return false
		}
		standsAlone := before == "" || prefixOf(before[len(before)-1:], "") == 0
		if standsAlone && prefixOf(after, "_-") >= n && credential.Varied(after[:n]) {
			return true
		}
		rest = after
	}
}

// prefixOf returns how many letters, digits and characters of more a text begins with.
func prefixOf(text, more string) int {
	for i, c := range []byte(text) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(more, c) >= 0) {
			return i
		}
	}
	return len(text)
}

// logsIn reports whether a text is a .dockerconfigjson that holds a password.
func logsIn(text string) bool {
	if !strings.Contains(text, `"auths"`) {
		return false
	}
	var config struct {
		Auths map[string]struct{ Auth, Password string }
	}
	if json.Unmarshal([]byte(text), &config) != nil {
		return false
	}
	for _, registry := range config.Auths {
		if registry.Auth != "" && !isFiller(registry.Auth, true) || registry.Password != "" && !isFiller(registry.Password, false) {
			return true
		}
	}
	return false
}
