// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/base64"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/report"
)

// TestNoSecretIsShown plants a value wherever a Secret may stand and looks for it in every output of every format.
func TestNoSecretIsShown(t *testing.T) {
	const token = "planted-5e1c7a90"
	encoded := base64.StdEncoding.EncodeToString([]byte(token))
	secret := "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: a\n"
	files := map[string]string{
		"data.yaml":         secret + "data:\n  TOKEN: " + encoded + "\n",
		"string.yaml":       secret + "stringData:\n  TOKEN: " + token + "\n  LONG: |\n    " + token + "\n",
		"unknown.yaml":      secret + token + ": " + token + "\nstringdata: {TOKEN: " + token + "}\n",
		"applied.yaml":      strings.Replace(secret, "  namespace: a\n", "  namespace: a\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{\"stringData\":{\"TOKEN\":\""+token+"\"}}'\n", 1),
		"malformed.yaml":    secret + "stringData:\n  TOKEN: [" + token + "\n",
		"malformed2.yaml":   "apiVersion: v1\nkind: ConfigMap\ndata:\n  password: {" + token + "\n",
		"list.yaml":         "apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(secret+"stringData:\n  TOKEN: "+token, "\n", "\n  ") + "\n",
		"secrets.yaml":      "apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: s}\n  stringData: {TOKEN: " + token + "}\n",
		"beside.yaml":       applicationFile("b", wrongOption) + "---\n" + secret + "stringData: {TOKEN: " + token + "}\n",
		"argocd.yaml":       "apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n  namespace: argocd\n  labels: {app.kubernetes.io/part-of: argocd}\nstringData:\n  admin.password: " + token + "\n  accounts.ci.tokens: '" + token + "'\n",
		"config.yaml":       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: a\ndata:\n  password: " + token + "\n  DB_PASSWORD: " + token + "\n  url: https://user:" + token + "@example.org/x\n  token: |\n    ghp_" + token + "\n",
		"argocd-cm.yaml":    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\n  namespace: argocd\n  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  oidc.config: |\n    name: x\n    clientSecret: " + token + "\n  dex.config: \"clientSecret: " + token + "\"\n  webhook.github.secret: " + token + "\n",
		"field.yaml":        strings.Replace(applicationFile("f", wrongOption), "spec:\n", "spec:\n  apiToken: "+token+"\n  flow: {password: "+token+", other: ["+token+"]}\n", 1),
		"source.yaml":       strings.Replace(applicationFile("g", rightOption), "https://github.com", "https://user:"+token+"@github.com", 1),
		"updater.yaml":      strings.Replace(applicationFile("h", rightOption), "  namespace: argocd\n", "  namespace: argocd\n  annotations:\n    argocd-image-updater.argoproj.io/image-list: h=ghcr.io/owner/h\n    argocd-image-updater.argoproj.io/h.password: "+token+"\n", 1),
		"project.yaml":      strings.Replace(projectFile("p"), "keys: [TOKEN]", "keys: {TOKEN: "+token+"}", 1),
		"project2.yaml":     strings.Replace(projectFile("q"), "keys: [TOKEN]", "keys: [TOKEN="+token+"], stringData: {A: "+token+"}, "+"tokne: "+token, 1),
		"kustomization.yml": "secretGenerator:\n- name: s\n  literals: [TOKEN=" + token + "]\n",
	}
	dir := write(t, files)
	holds := func(args []string, out string) {
		for _, hidden := range []string{token, encoded, strings.TrimRight(encoded, "=")} {
			for line := range strings.Lines(out) {
				assert.Check(t, !strings.Contains(line, hidden), "%v shows a Secret's value: %s", args, line)
			}
		}
	}
	run := func(stdin string, args ...string) {
		_, stdout, stderr := call(t, stdin, args...)
		holds(args, stdout+stderr)
	}
	for _, format := range append(report.Formats(), "list", "table") {
		flags := []string{"validate", "--format", format}
		if format == "list" || format == "table" {
			flags = []string{"validate", "--" + format}
		}
		run("", append(flags, dir)...)
		run("", append(flags, "--each", dir)...)
		for name, text := range files {
			run("", append(flags, dir+"/"+name)...)
			run(text, append(flags, "-")...)
		}
	}
	run("", "render", dir)
	run("", "render", "--check", dir)
	run("", "explain", dir)
	run("", "validate", "--fix", dir)
}
