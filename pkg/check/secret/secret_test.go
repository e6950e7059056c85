// SPDX-License-Identifier: Apache-2.0

package secret_test

import (
	"encoding/base64"
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
		{"vault, within", "stringData: {url: 'postgres://a:<password>@db'}", 1},
		{"vault, within, and the plugin", "metadata: {annotations: {avp.kubernetes.io/path: x}}\nstringData: {url: 'postgres://a:<password>@db', b: hunter2}", 1},
		{"sops", "stringData: {password: 'ENC[AES256_GCM,data:abc]'}\nsops: {mac: x}", 0},
		{"empty", "data: {password: ''}", 0},
		{"null", "data:", 0},
		{"variable of envsubst", "stringData: {password: $DB_PASSWORD}", 0},
		{"encoded variable", "data: {password: JERCX1BBU1NXT1JE}", 0},
		{"small letters after a dollar", "stringData: {password: $ecret}", 1},
		{"hash", "stringData: {password: $apr1$abc}", 1},
		{"misspelt", "stringdata: {password: hunter22}", 1},
		{"misspelt placeholder", "stringdata: {password: '{{ .Values.password }}'}", 0},
		{"text", "stringData: hunter22", 1},
		{"encoded text", "data: aHVudGVyMjI=", 1},
		{"list", "stringData: [hunter22]", 1},
		{"list of mappings", "stringData: [{a: hunter22}]", 1},
		{"template for all", "data: '{{ toYaml .Values.data }}'", 0},
		{"below spec", "spec: {data: {password: hunter22}}", 1},
		{"at the top", "password: hunter22", 1},
		{"sops, misspelt", "stringdata: {a: b}\nsops: {mac: x}", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "apiVersion: v1\nkind: Secret\n" + test.value + "\n"
			if !strings.Contains(text, "metadata:") {
				text += "metadata: {name: a}\n"
			}
			assert.Equal(t, len(ruletest.Results(t, text, rule.Target{}, secret.Rules)), test.want)
		})
	}
}

// TestSecretInSmallLetters holds that the kind in another case of letters hides nothing, and that the value is not shown.
func TestSecretInSmallLetters(t *testing.T) {
	for kind, want := range map[string]int{"secret": 1, "SECRET": 1, "Secrets": 0} {
		results := ruletest.Results(t, "apiVersion: v1\nkind: "+kind+"\nmetadata: {name: a}\nstringData: {password: hunter22}\n", rule.Target{}, secret.Rules)
		assert.Equal(t, len(results), want, kind)
		for _, r := range results {
			assert.Check(t, !strings.Contains(r.String(), "hunter22"))
		}
	}
}

// TestDeclarations holds what of a repository or a cluster of Argo CD is a credential.
func TestDeclarations(t *testing.T) {
	encode := base64.StdEncoding.EncodeToString
	for _, test := range []struct {
		name, typ, values string
		want              int
	}{
		{"repository", "repository", "stringData: {type: git, url: 'https://github.com/owner/shop', name: shop, project: shop}", 0},
		{"encoded", "repository", "data: {type: " + encode([]byte("helm")) + ", url: " + encode([]byte("https://charts.example.org")) + "}", 0},
		{"user", "repo-creds", "stringData: {url: 'https://github.com/owner', username: git, password: $PAT}", 0},
		{"password", "repo-creds", "stringData: {url: 'https://github.com/owner', username: git, password: hunter2}", 1},
		{"token as user", "repository", "stringData: {url: 'https://github.com/owner/shop', username: " + token + "}", 1},
		{"token in the URL", "repository", "stringData: {url: 'https://" + token + "@github.com/owner/shop'}", 1},
		{"app", "repository", "stringData: {githubAppID: '1', githubAppInstallationID: '2', githubAppPrivateKey: 'abc'}", 1},
		{"no label", "", "stringData: {type: git, url: 'https://github.com/owner/shop'}", 2},
		{"cluster", "cluster", `stringData: {name: in-cluster, server: 'https://kubernetes.default.svc', config: '{"tlsClientConfig":{"insecure":false}}'}`, 0},
		{"cluster, encoded", "cluster", "data: {name: aG9tZQ==, server: aHR0cHM6Ly9rdWJlcm5ldGVzLmRlZmF1bHQuc3Zj, config: " + encode([]byte(`{"tlsClientConfig":{"insecure":false,"caData":"LS0t"}}`)) + "}", 0},
		{"cloud login", "cluster", `stringData: {config: '{"awsAuthConfig":{"clusterName":"a","roleARN":"arn:aws:iam::1:role/x"}}'}`, 0},
		{"program that logs in", "cluster", `stringData: {config: '{"execProviderConfig":{"command":"argocd-k8s-auth","args":["gcp"],"env":{"AWS_REGION":"eu-west-1","AWS_WEB_IDENTITY_TOKEN_FILE":"/var/x"}}}'}`, 0},
		{"its secret", "cluster", `stringData: {config: '{"execProviderConfig":{"env":{"AAD_CLIENT_SECRET":"hunter2"}}}'}`, 1},
		{"bearer token", "cluster", `stringData: {config: '{"bearerToken":"abc","tlsClientConfig":{"insecure":true}}'}`, 1},
		{"placeholder", "cluster", `stringData: {config: '{"bearerToken":"<token>"}'}`, 0},
		{"client key", "cluster", `stringData: {config: '{"tlsClientConfig":{"certData":"abc","keyData":"abc"}}'}`, 1},
		{"no JSON", "cluster", `stringData: {config: 'bearerToken = abc'}`, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {argocd.argoproj.io/secret-type: " + strconv.Quote(test.typ) + "}}\n" + test.values + "\n"
			assert.Equal(t, len(ruletest.Results(t, text, rule.Target{}, secret.Rules)), test.want)
		})
	}
}

// TestURLs holds where a credential in a URL is found, and that it is not shown.
func TestURLs(t *testing.T) {
	const application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: "
	const kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
	for _, test := range []struct{ name, text, want string }{
		{"repoURL", application + "{source: {repoURL: 'https://ci:Hk3nq9@git.internal/a'}}", "url-with-credential spec.source.repoURL"},
		{"one of several sources", application + "{sources: [{repoURL: 'https://git.internal/a'}, {repoURL: 'https://" + token + "@github.com/a/b'}]}", "url-with-credential spec.sources[1].repoURL"},
		{"parameter of a chart", application + "{source: {repoURL: 'https://git.internal/a', helm: {values: \"db: postgres://a:Hk3nq9@db/a\"}}}", "url-with-credential spec.source.helm.values"},
		{"template", application + "{source: {repoURL: 'https://ci:{{ .token }}@git.internal/a'}}", ""},
		{"user only", application + "{source: {repoURL: 'https://owner@dev.azure.com/owner/a/_git/a'}}", ""},
		{"sourceRepos", "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {sourceRepos: ['https://ci:Hk3nq9@git.internal/a']}", "url-with-credential spec.sourceRepos[0]"},
		{"ConfigMap", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {DATABASE_URL: 'postgres://a:Hk3nq9@db/a', OTHER: 'postgres://a:a@db/a', HOST: 'http://db:80/@x'}", "config-map-with-credential data[DATABASE_URL]"},
		{"literals", kustomization + "secretGenerator:\n- {name: a, literals: [A=Hk3nq9, 'B=', 'C=\"Hk3nq9\"', 'D=<d>', E=$E, F]}\n", "secret-generator-with-value secretGenerator[0].literals[0]; secret-generator-with-value secretGenerator[0].literals[2]"},
		{"files", kustomization + "secretGenerator:\n- {name: a, files: [a.txt], envs: [.env]}\n", ""},
		{"literals of a ConfigMap", kustomization + "configMapGenerator:\n- {name: a, literals: [A=Hk3nq9, 'B=redis://:Hk3nq9@redis']}\n", "config-map-with-credential configMapGenerator[0].literals[1]"},
		{"remote base", kustomization + "resources: ['https://ci:Hk3nq9@git.internal/a?ref=b', 'https://git.internal/b']\n", "url-with-credential resources[0]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []string
			for _, r := range ruletest.Results(t, test.text, rule.Target{}, secret.Rules) {
				assert.Check(t, !strings.Contains(r.String(), "Hk3nq9") && !strings.Contains(r.String(), "aB3dE5"), r.String())
				found = append(found, r.Rule+" "+r.Field.Path)
			}
			assert.Equal(t, strings.Join(found, "; "), test.want)
		})
	}
}
