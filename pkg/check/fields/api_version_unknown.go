// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var apiVersionUnknown = &rule.Rule{
	ID:       "api-version-unknown",
	Severity: krm.Error,
	Title:    "A kind of Argo CD or Image Updater must have the one apiVersion that it is served with",
	Doc: `Application, AppProject and ApplicationSet exist as ` + "`" + argocd.APIVersion + "`" + ` only, ImageUpdater as ` + "`" + imageupdater.APIVersion + "`" + ` only.
The API server does not know the resource under another version, group or spelling, and the sync fails with "could not find the
requested resource"; tools that choose by kind and group alone take it for what it is not.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/", "https://argocd-image-updater.readthedocs.io/en/stable/configuration/applications/"},
	// The group is what may be wrong, so that none can be named.
	Kinds: []rule.Kind{{Group: rule.AnyGroup}},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		apiVersion, kind, ok := served(it)
		switch {
		case !ok || placeholder(it.APIVersion) || placeholder(it.Kind):
			return nil
		case it.Kind != kind:
			return []rule.Problem{{
				Path: "kind", At: it.Lookup("kind"), Current: it.Kind, Proposed: kind,
				Message: fmt.Sprintf("kind %q must be %q: %s has no other of that name", it.Kind, kind, it.Group()),
			}}
		case it.APIVersion != apiVersion:
			return []rule.Problem{{
				Path: "apiVersion", At: it.Lookup("apiVersion"), Current: it.APIVersion, Proposed: apiVersion,
				Message: fmt.Sprintf("apiVersion %q must be %q for kind %s: no version of it serves another", it.APIVersion, apiVersion, kind),
			}}
		}
		return nil
	},
	Bad: `
apiVersion: argoproj.io/v1beta1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}

// served returns the apiVersion and the kind that were meant. ok is false for a resource of somebody else: other products have an
// Application too, and Argo Workflows and Rollouts share the group of Argo CD.
func served(it *krm.Item) (apiVersion, kind string, ok bool) {
	group := it.Group()
	if group != argocd.Group && !strings.Contains(group, "argoproj") && !strings.Contains(group, "argocd") {
		return "", "", false
	}
	for _, known := range [...]string{argocd.KindApplication, argocd.KindAppProject, argocd.KindApplicationSet} {
		if it.Kind == known || group == argocd.Group && sameWord(it.Kind, known) {
			return argocd.APIVersion, known, true
		}
	}
	if it.Kind == imageupdater.Kind || group == imageupdater.Prefix && sameWord(it.Kind, imageupdater.Kind) {
		return imageupdater.APIVersion, imageupdater.Kind, true
	}
	return "", "", false
}

// sameWord reports whether a kind differs in capitals or by a plural s only.
func sameWord(kind, known string) bool {
	return strings.EqualFold(strings.TrimSuffix(kind, "s"), known)
}
