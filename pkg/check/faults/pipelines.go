// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// projectKind is the kind of a Project.
var projectKind = rule.Kind{Group: v1alpha1.Group, Name: v1alpha1.KindProject}

// pipelines are faults in what the pipelines of Projects may do, and in how their Secrets are kept.
var pipelines = map[string]Fault{
	"ci-account-may-more": func(s *Set) Planted {
		if s.byRole() || len(s.All(view.ConfigMap, named("argocd-rbac-cm"))) > 0 {
			return Planted{}
		}
		account := s.accountOf(s.One(projectKind, []string{baseCI}))
		line := "p, " + account + ", " + Pick(s, "exec, create, */*", "applications, delete, */*", "applications, *, planted/planted", "repositories, create, *", "clusters, get, *", "*, *, *") + ", allow"
		if s.Intn(3) == 0 {
			line = "g, " + account + ", role:" + Pick(s, "admin", "readonly")
		}
		return AtText(s.Add(s.policy("policy.planted.csv", "# planted", line)), line)
	},
	"ci-account-may-not-sync": func(s *Set) Planted {
		if s.byRole() || len(s.All(view.ConfigMap, named("argocd-rbac-cm"))) > 0 {
			return Planted{}
		}
		s.Base(baseCI, "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: planted-ci\n  namespace: "+s.argocdNamespace()+baseCIApplication)
		s.Add(s.policy("policy.csv", Pick(s, "p, planted-ci, applications, get, planted-ci/planted-ci, allow", "p, planted-ci, logs, get, other/*, deny", "# nothing at all")))
		return At(s.All(projectKind, named("planted-ci"))[0], "spec", "ci", "account")
	},
	"ci-account-shared": func(s *Set) Planted {
		if s.byRole() {
			return Planted{}
		}
		account := s.accountOf(s.One(projectKind, []string{baseCI}))
		s.AddFile("zz/planted-shared.yaml", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: planted-shared\nspec:\n  repository: https://github.com/planted/shared\n  ci:\n    account: "+account+"\n")
		// The finding stands on the first Project of each account that several have.
		var planted Planted
		byAccount := map[string][]*Doc{}
		for _, d := range s.All(projectKind) {
			byAccount[s.accountOf(d)] = append(byAccount[s.accountOf(d)], d)
		}
		for _, sharing := range byAccount {
			first := slices.MinFunc(sharing, func(a, b *Doc) int {
				return cmp.Or(cmp.Compare(a.doc.Path, b.doc.Path), a.doc.Index-b.doc.Index)
			})
			var field []any
			if first.Has("spec", "ci", "account") {
				field = []any{"spec", "ci", "account"}
			}
			if len(sharing) > 1 {
				planted.At = append(planted.At, At(first, field...).At...)
			}
		}
		return planted
	},
	"secret-can-be-lost": func(s *Set) Planted {
		for _, project := range s.All(projectKind) {
			for _, d := range s.deliveries(keepsSecrets, keepsByName, whole, func(d delivery) bool { return d.Get("metadata", "name") == project.Get("metadata", "name") }) {
				rules := d.Len(d.at("ignoreDifferences")...)
				for i := range rules {
					if rules > 1 && s.isPlaceholder(project, d.get("ignoreDifferences", i, "name")) {
						d.Remove(d.at("ignoreDifferences", i)...)
						return At(d.Doc, d.at("ignoreDifferences")...)
					}
				}
			}
		}
		if len(s.All(view.ConfigMap, named("argocd-rbac-cm"))) > 0 {
			return Planted{} // which has no line for the pipeline of another Project
		}
		s.Base(baseSecretProject)
		d := s.Add(baseSecretApplication)
		if s.Intn(2) == 0 {
			return At(d, "spec")
		}
		d.Set(YAML("[{kind: Secret, name: planted-others, jsonPointers: [/data, /stringData]}]"), "spec", "ignoreDifferences")
		d.Set(YAML("[RespectIgnoreDifferences=true]"), "spec", "syncPolicy", "syncOptions")
		return At(d, "spec", "ignoreDifferences")
	},
}

// platform returns a field of the Platform of the set; "" where none says it.
func (s *Set) platformSays(fields ...any) string {
	for _, d := range s.All(rule.Kind{Group: v1alpha1.Group, Name: v1alpha1.KindPlatform}) {
		return d.Get(append([]any{"spec"}, fields...)...)
	}
	return ""
}

// byRole: the pipelines have a role of their AppProject and no account.
func (s *Set) byRole() bool { return s.platformSays("argocd", "ci") == v1alpha1.CIProjectRole }

func (s *Set) argocdNamespace() string {
	return cmp.Or(s.platformSays("argocd", "namespace"), "argocd")
}

// accountOf returns the account of a Project.
func (s *Set) accountOf(project *Doc) string {
	return cmp.Or(project.Get("spec", "ci", "account"), s.platformSays("argocd", "account"), "github-actions")
}

// policy is an argocd-rbac-cm with lines under a key.
func (s *Set) policy(key string, lines ...string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-rbac-cm\n  namespace: " + s.argocdNamespace() + "\ndata:\n  " + key + ": |\n    " + strings.Join(lines, "\n    ") + "\n"
}

// isPlaceholder: a Project declares a Secret whose manifest is in Git.
func (s *Set) isPlaceholder(project *Doc, name string) bool {
	for i := range project.Len("spec", "secrets") {
		if project.Get("spec", "secrets", i, "name") == name && project.Get("spec", "secrets", i, "mode") == v1alpha1.Placeholder {
			return true
		}
	}
	return false
}

const (
	baseCI = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: planted-ci
spec:
  repository: https://github.com/planted/ci
  ci:
    account: planted-ci
`
	baseCIApplication = `
spec:
  project: planted-ci
  source:
    repoURL: https://github.com/planted/ci
    targetRevision: main
    path: deploy
  destination:
    server: https://kubernetes.default.svc
    namespace: planted-ci
`
	baseSecretProject = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: planted-secret
spec:
  repository: https://github.com/planted/secret
  secrets:
  - name: planted-secrets
    mode: placeholder
`
	baseSecretApplication = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted-secret
  namespace: planted-alone
spec:
  project: elsewhere
  source:
    repoURL: https://github.com/planted/secret
    targetRevision: main
    path: deploy
  destination:
    name: in-cluster
    namespace: planted-secret
`
)
