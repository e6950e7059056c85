// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var applicationNotWatched = &rule.Rule{
	ID:       "application-not-watched",
	Severity: krm.Warning,
	Title:    "An Application should be in the namespace that Image Updater watches",
	Doc: `Up to v0.14 the updater lists the Applications of one namespace: its own, unless it is told another one. Those
elsewhere are not seen, and nothing says so. v0.15 to v0.18 see all namespaces.`,
	Upstream:     []string{docsApps, issues + "1340"},
	ImageUpdater: rule.Range{Before: rule.Minor{0, 15}},
	Kinds:        kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || len(s.images) == 0 || s.namespace == "" {
			return nil
		}
		watched := rule.Memo(c, watchedKey{}, func() string { return watchedNamespace(c) })
		if watched == "" || watched == s.namespace {
			return nil
		}
		return []rule.Problem{{Path: "metadata.namespace", At: it.Lookup("metadata", "namespace"), Current: s.namespace,
			Message: fmt.Sprintf("namespace %q is not the one that Image Updater %s watches, which is its own, %q: the images are never updated", s.namespace, s.version, watched)}}
	},
	Bad:  exampleElsewhere("apps"),
	Good: exampleElsewhere("argocd"),
}

func exampleElsewhere(namespace string) string {
	return strings.Replace(example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
		"namespace: argocd", "namespace: "+namespace, 1) + `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-image-updater, namespace: argocd}
spec:
  selector: {matchLabels: {app: updater}}
  template:
    metadata: {labels: {app: updater}}
    spec:
      containers: [{name: updater, image: 'quay.io/argoprojlabs/argocd-image-updater:v0.12.2'}]
`
}

type watchedKey struct{}

// watchedNamespace returns the namespace of the updater's Deployment; "" where there is none, or several, or where something
// says that it watches another one.
func watchedNamespace(c *rule.Context) string {
	found := ""
	for _, it := range c.Of("apps", "Deployment") {
		if it.Name != "argocd-image-updater" || it.Namespace == "" {
			continue
		}
		if found != "" {
			return ""
		}
		found = it.Namespace
		for _, container := range view.Entries(it.Lookup("spec", "template", "spec", "containers")) {
			for _, list := range []string{"args", "command"} {
				for _, arg := range view.Entries(krm.Lookup(container, list)) {
					if strings.HasPrefix(arg.Value, "--argocd-namespace") {
						return ""
					}
				}
			}
			for _, variable := range view.Entries(krm.Lookup(container, "env")) {
				if krm.Text(krm.Lookup(variable, "name")) == "ARGOCD_NAMESPACE" && krm.Lookup(variable, "value") != nil {
					return ""
				}
			}
		}
	}
	for _, it := range c.Of("", "ConfigMap") {
		if it.Name == "argocd-image-updater-config" && it.Lookup("data", "argocd.namespace") != nil {
			return ""
		}
	}
	return found
}
