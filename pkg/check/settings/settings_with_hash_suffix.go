// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// readByName are what Argo CD asks the API server for by its name. Others, such as argocd-cmd-params-cm, are named in Pods, where
// kustomize writes the name with its suffix as well.
var readByName = map[string][]string{
	"configMapGenerator": {argocd.ConfigMap, argocd.ConfigMapRBAC, argocd.ConfigMapNotifications},
	"secretGenerator":    {argocd.Secret, argocd.SecretNotifications},
}

var settingsWithHashSuffix = &rule.Rule{
	ID:       "settings-with-hash-suffix",
	Severity: krm.Error,
	Title:    "Settings of Argo CD must not be generated with a hash behind their name",
	Doc: `A generator of kustomize names what it makes by its content: argocd-cm becomes ` + "`argocd-cm-5h2k8t7m4d`" + `. Argo CD asks for
` + "`argocd-cm`" + `, so it never reads what was generated, and says nothing. Set ` + "`options: {disableNameSuffixHash: true}`" + `, or patch the
ConfigMap of the installation, which keeps its other keys as well. A generator that merges into what exists is not
reported.`,
	Upstream: []string{"https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/generatoroptions/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#atomic-configuration"},
	Kinds:    []rule.Kind{{Group: "kustomize.config.k8s.io", Name: "Kustomization"}, {Group: "kustomize.config.k8s.io", Name: "Component"}},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if isTrue(it.Lookup("generatorOptions", "disableNameSuffixHash")) {
			return nil
		}
		var problems []rule.Problem
		for _, field := range []string{"configMapGenerator", "secretGenerator"} {
			for i, g := range view.Entries(it.Lookup(field)) {
				n := krm.Lookup(g, "name")
				behavior := krm.Text(krm.Lookup(g, "behavior"))
				if !slices.Contains(readByName[field], krm.Text(n)) || behavior != "" && behavior != "create" || isTrue(krm.Lookup(g, "options", "disableNameSuffixHash")) {
					continue
				}
				problems = append(problems, rule.Problem{Path: view.At(field, i) + ".name", At: n, Message: fmt.Sprintf(
					"%s is generated with a hash behind its name, and Argo CD never reads it: set `options: {disableNameSuffixHash: true}` here", n.Value)})
			}
		}
		return problems
	},
	Bad: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
- name: argocd-cm
  literals: [exec.enabled=false]
`,
	Good: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
- name: argocd-cm
  literals: [exec.enabled=false]
  options: {disableNameSuffixHash: true}
- name: argocd-rbac-cm
  behavior: merge
  literals: ['policy.default=']
`,
}

func isTrue(n *yaml.Node) bool { return n != nil && n.ShortTag() == "!!bool" && n.Value == "true" }
