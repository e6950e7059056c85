// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var argocdAnnotationUnknown = &rule.Rule{
	ID:       "argocd-annotation-unknown",
	Severity: krm.Error,
	Title:    "An annotation of argocd.argoproj.io must be one that Argo CD reads",
	Doc: `An annotation key with a typing mistake is kept and read by nobody: a resource with ` + "`argocd.argoproj.io/sync-waves`" + ` is applied in
wave 0. A few keys, such as ` + "`argocd.argoproj.io/secret-type`" + `, are read as labels only. A key that is near none that is known is reported
as advice, since other programs use the prefix too.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/"},
	Kinds:    everything,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachAnnotation(it, func(key, _ *yaml.Node, path string) {
			use, ours := argocd.UseOfAnnotation(key.Value)
			if !ours || use.Known || view.Templated(key.Value) {
				return
			}
			p := rule.Problem{Path: path, At: key}
			switch {
			case use.Label && krm.Lookup(it.Node(), "metadata", "labels", key.Value) != nil:
				return
			case use.Label:
				p.Message = fmt.Sprintf("%q is read as a label only: write it under metadata.labels", key.Value)
			case use.Nearest != "":
				p.Message = fmt.Sprintf("nothing reads the annotation %q: did you mean %q?", key.Value, use.Nearest)
				p.Proposed = use.Nearest
			case imageupdater.IsKey(strings.TrimPrefix(key.Value, argocd.AnnotationPrefix)) && (it.Kind == argocd.KindApplication || it.Kind == argocd.KindApplicationSet):
				return // meant for Image Updater, whose prefix has a rule of its own
			default:
				p.Severity = krm.Info
				p.Message = fmt.Sprintf("Argo CD does not read the annotation %q: if no other program does, it has no effect", key.Value)
			}
			problems = append(problems, p)
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-waves: "1"
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-wave: "1"
`,
}
