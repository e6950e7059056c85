// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/report"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const (
	provedProject = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  secrets: [{name: shop-secrets, mode: placeholder}]
`
	provedApplication = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
  ignoreDifferences:
  - kind: Secret
    name: shop-secrets
    jsonPointers: [/data, /stringData]
  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
`
	provedPolicy = `apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, sync, shop/shop, allow
`
)

// TestExplainProof shows what is proved and from which lines, what a finding refutes, and what is open.
func TestExplainProof(t *testing.T) {
	for _, test := range []struct {
		name, application, policy string
		want                      []string // verdict, rule and lines of both proofs
	}{
		{"all", provedApplication, provedPolicy, []string{"proved  policy.yaml:6 policy.yaml:7", "proved  app.yaml:11 app.yaml:13"}},
		{"too much", provedApplication, provedPolicy + "    p, github-actions, exec, create, shop/shop, allow\n", []string{"refuted ci-account-may-more policy.yaml:6 policy.yaml:7", "proved  app.yaml:11 app.yaml:13"}},
		{"too little", strings.ReplaceAll(provedApplication, ", /stringData", ""), strings.ReplaceAll(provedPolicy, "sync", "override"), []string{"refuted ci-account-may-more policy.yaml:6", "refuted secret-can-be-lost app.yaml:11 app.yaml:13"}},
		{"another rule", strings.ReplaceAll(provedApplication, "RespectIgnoreDifferences", "PruneLast"), strings.ReplaceAll(provedPolicy, "allow", "deny"), []string{"refuted ci-account-may-not-sync", "refuted secret-ignored-not-respected app.yaml:11"}},
		{"a policy elsewhere", provedApplication, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: others, namespace: argocd}\n", []string{"not proved ", "proved  app.yaml:11 app.yaml:13"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := write(t, map[string]string{"project.yaml": provedProject, "app.yaml": test.application, "policy.yaml": test.policy})
			_, stdout, _ := call(t, "", "validate", "--explain-proof", "--format", "json", dir)
			var r report.JSON
			assert.NilError(t, json.Unmarshal([]byte(stdout), &r))
			var got []string
			for _, p := range r.Proofs {
				line := string(p.Verdict) + " " + p.Rule
				for _, from := range p.From {
					line += " " + strings.TrimPrefix(rule.Place(from).String(), dir+"/")
				}
				got = append(got, line)
				assert.Check(t, p.Project == "shop" && p.Claim != "" && p.Over != "" && (p.Why == "") == (p.Verdict == rule.Proved), "%+v", p)
				for _, f := range r.Findings {
					if f.Rule == p.Rule {
						p.Rule = ""
					}
				}
				assert.Check(t, p.Rule == "", "no finding is that of %s", p.Rule)
			}
			// What the manifests name is open as long as the repository is elsewhere.
			assert.DeepEqual(t, got, append([]string{"not proved  project.yaml:6"}, test.want...))
		})
	}
}

// TestExplainProofText shows the words.
func TestExplainProofText(t *testing.T) {
	dir := write(t, map[string]string{"project.yaml": provedProject, "app.yaml": provedApplication, "policy.yaml": provedPolicy})
	_, stdout, _ := call(t, "", "validate", "--explain-proof", "--argocd", "v2.14", dir)
	for _, words := range []string{
		"Project shop\n", "  proved: github-actions may get and sync shop/shop, and do nothing else\n", "every resource and action that Argo CD v2.14 asks its policy for",
		"implied roll back to an earlier deployment\n", "Secret shop/shop-secrets", "2 proved, 0 refuted, 1 not proved\n",
	} {
		assert.Check(t, strings.Contains(stdout, words), "%q\n%s", words, stdout)
	}
	_, without, _ := call(t, "", "validate", dir)
	assert.Check(t, !strings.Contains(without, "proved"), without)
	_, nothing, _ := call(t, "", "validate", "--explain-proof", write(t, map[string]string{"a.yaml": provedPolicy}))
	assert.Check(t, strings.Contains(nothing, "nothing to prove") && strings.Contains(nothing, "is compared all the same"), nothing)
}

// TestExplainProofAsOption holds that the function says in one result for each Project what is open, and only where it is asked to.
func TestExplainProofAsOption(t *testing.T) {
	config := "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata: {name: validate}\nspec: {explainProof: true}\n"
	files := map[string]string{"project.yaml": provedProject, "app.yaml": provedApplication, "validate.yaml": config}
	count := func(dir string) int {
		_, stdout, _ := call(t, "", "validate", dir)
		return strings.Count(stdout, "info[not-proved]")
	}
	assert.Equal(t, count(write(t, files)), 1)
	files["policy.yaml"] = provedPolicy
	assert.Equal(t, count(write(t, files)), 1, "the repository is elsewhere")
	files[".github/workflows/ci.yml"], files["deploy/kustomization.yaml"] = "on: push\njobs: {}\n", "resources: []\n"
	assert.Equal(t, count(write(t, files)), 0, "all is proved")
	delete(files, "policy.yaml")
	delete(files, "validate.yaml")
	assert.Equal(t, count(write(t, files)), 0, "nobody asked")
}
