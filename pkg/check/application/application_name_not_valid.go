// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// The longest name of a resource, of a label's value, and of a release of Helm.
const (
	maxName    = 253
	maxLabel   = 63
	maxRelease = 53
)

var applicationNameNotValid = &rule.Rule{
	ID:       "application-name-not-valid",
	Severity: krm.Error,
	Title:    "The name of an Application must be one that Kubernetes, labels and Helm can hold",
	Doc: `A name must be small letters, digits, ` + "`-` and `.`" + `, begin and end with a letter or digit, and have at most 253 characters, or the API
server refuses it. A chart is released under the name of its Application unless ` + "`helm.releaseName`" + ` says another, and Helm refuses more
than 53 characters. Before v3.0 Argo CD marks what belongs to an Application by a label, which holds 63: that is a warning.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/overview/working-with-objects/names/", "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/"},
	Kinds:    []rule.Kind{view.Application, view.ApplicationSet, view.AppProject},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n := it.Lookup("metadata", "name")
		if !isText(n) || n.Value == "" || view.Templated(n.Value) || strings.Contains(n.Value, "<") {
			return nil
		}
		p := rule.Problem{Path: "metadata.name", At: n, Current: n.Value}
		isApplication := it.Kind == argocd.KindApplication
		switch {
		case len(n.Value) > maxName:
			p.Message = fmt.Sprintf("name has %d characters, at most %d are allowed", len(n.Value), maxName)
		case !isSubdomain(n.Value):
			p.Message = fmt.Sprintf("name %q must be small letters, digits, '-' and '.', and begin and end with a letter or digit", n.Value)
		case isApplication && len(n.Value) > maxRelease && releasedByName(view.SpecOf(it)):
			p.Message = fmt.Sprintf("name %q has %d characters, and Helm takes at most %d for a release: shorten it, or set helm.releaseName", n.Value, len(n.Value), maxRelease)
		case isApplication && len(n.Value) > maxLabel && !c.ArgoCD.AtLeast(3, 0):
			p.Severity = krm.Warning
			p.Message = fmt.Sprintf("name %q has %d characters, and the label by which Argo CD %s tracks resources holds %d: shorten it", n.Value, len(n.Value), c.ArgoCD, maxLabel)
		default:
			return nil
		}
		return one(p)
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: My_App, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: exampleTop,
}

// isSubdomain reports whether a name is a DNS subdomain of RFC 1123.
func isSubdomain(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
				return false
			}
		}
	}
	return true
}

// releasedByName reports whether a source is a chart that is released under the name of the Application.
func releasedByName(s view.Spec) bool {
	for _, source := range s.Sources() {
		if given(krm.Lookup(source.Node, "chart")) && !there(krm.Lookup(source.Node, "helm", "releaseName")) {
			return true
		}
	}
	return false
}
