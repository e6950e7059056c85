// SPDX-License-Identifier: Apache-2.0

package secret_test

import (
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/secret"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, secret.Rules, check.Rules()) }

// The tokens are put together here, so that no scanner takes this file for a leak.
var (
	token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
	key   = "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEowIBAAKCAQEAx7zQk1v9Yb3cD4eF5gH6iJ7kL8mN9oP0qR1sT2u"
)

func TestConfigMap(t *testing.T) {
	for _, test := range []struct {
		name, value string
		want        int
	}{
		{"token", "token: " + token, 1},
		{"token of one character", "token: ghp_" + strings.Repeat("x", 36), 0},
		{"shorter", "token: ghp_abc123", 0},
		{"part of a word", "x" + token, 0},
		{"private key", key, 1},
		{"header alone", "-----BEGIN RSA PRIVATE" + " KEY-----", 0},
		{"encrypted key", strings.Replace(key, "RSA", "ENCRYPTED", 1), 0},
		{"certificate", strings.Replace(key, "RSA PRIVATE KEY", "CERTIFICATE", 1), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: " + strconv.Quote(test.value) + "\n"
			results := ruletest.Results(t, text, rule.Target{}, secret.Rules)
			assert.Equal(t, len(results), test.want, "%v", results)
			for _, r := range results {
				assert.Check(t, !strings.Contains(r.String(), "aB3dE5") && !strings.Contains(r.String(), "MIIE"))
			}
		})
	}
}

func TestSecret(t *testing.T) {
	for _, test := range []struct {
		name, value string
		want        int
	}{
		{"encoded", "data: {password: Y29ycmVjdCBob3JzZQ==}", 1},
		{"encoded placeholder", "data: {password: Q0hBTkdFTUU=}", 0},
		{"template", "stringData: {password: '{{ .Values.password }}'}", 0},
		{"vault", "stringData: {password: '<path:secret/data/shop#password>'}", 0},
		{"sops", "stringData: {password: 'ENC[AES256_GCM,data:abc]'}\nsops: {mac: x}", 0},
		{"empty", "data: {password: ''}", 0},
		{"null", "data:", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n" + test.value + "\n"
			assert.Equal(t, len(ruletest.Results(t, text, rule.Target{}, secret.Rules)), test.want)
		})
	}
	repository := "apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {argocd.argoproj.io/secret-type: repository}}\nstringData: {type: git, url: 'https://github.com/owner/shop'}\n"
	assert.Equal(t, len(ruletest.Results(t, repository, rule.Target{}, secret.Rules)), 0)
}
