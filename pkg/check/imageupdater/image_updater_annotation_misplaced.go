// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageUpdaterAnnotationMisplaced = &rule.Rule{
	ID:       "image-updater-annotation-misplaced",
	Severity: krm.Error,
	Title:    "Annotations of Image Updater must stand in metadata.annotations of an Application",
	Doc: `The updater looks at Applications only. On a Deployment, a Rollout or any other workload, on an ApplicationSet itself
instead of its template, among labels or within the spec they are never read, and nothing says so.`,
	Upstream: []string{docsApps, issues + "1466"},
	Kinds:    misplacedKinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, place := range wrongPlaces(it) {
			for _, pair := range view.Pairs(krm.Lookup(it.Node(), place...)) {
				name, ours := strings.CutPrefix(pair.Key.Value, updater.Prefix+"/")
				// Other names may be labels by which the updater is told to select Applications.
				if ours && knownName(c.ImageUpdater, name) {
					problems = append(problems, rule.Problem{Path: strings.Join(place, ".") + "[" + pair.Key.Value + "]", At: pair.Key,
						Message: fmt.Sprintf("Image Updater never reads its annotations %s: write them under %s", where(it), rightPlace(it))})
					break // one finding for a block of annotations
				}
			}
		}
		return problems
	},
	Bad:  exampleDeployment,
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

const exampleDeployment = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  namespace: app
  annotations:
    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers: [{name: app, image: 'ghcr.io/owner/app:sha-0123abc'}]
`

// misplacedKinds are where people put the annotations. Secrets are left out: the cluster Secrets of an ApplicationSet's
// generator carry annotations of every kind as its parameters.
var misplacedKinds = []rule.Kind{
	view.Application, view.ApplicationSet, view.AppProject,
	{Group: updater.Prefix, Name: updater.Kind},
	{Group: argocd.Group, Name: "Rollout"},
	{Group: "apps", Name: "Deployment"}, {Group: "apps", Name: "StatefulSet"}, {Group: "apps", Name: "DaemonSet"}, {Group: "apps", Name: "ReplicaSet"},
	{Group: "batch", Name: "Job"}, {Group: "batch", Name: "CronJob"},
	{Group: "", Name: "Pod"}, {Group: "", Name: "Service"}, {Group: "", Name: "Namespace"}, {Group: "serving.knative.dev", Name: "Service"},
}

// wrongPlaces are the mappings of a resource whose keys may be misplaced annotations.
func wrongPlaces(it *krm.Item) [][]string {
	if places, ok := wrongPlacesOf[it.Kind]; ok {
		return places
	}
	return wrongPlacesElsewhere
}

var wrongPlacesOf = map[string][][]string{
	argocd.KindApplication: {{"annotations"}, {"metadata"}, {"metadata", "labels"}, {"spec"}, {"spec", "annotations"}, {"spec", "metadata", "annotations"},
		{"spec", "template", "metadata", "annotations"}, {"spec", "syncPolicy", "managedNamespaceMetadata", "annotations"}},
	argocd.KindApplicationSet: {{"metadata", "annotations"}, {"spec", "template", "annotations"}, {"spec", "template", "metadata"},
		{"spec", "template", "metadata", "labels"}, {"spec", "template", "spec"}, {"spec", "template", "spec", "annotations"}},
	"CronJob": {{"metadata", "annotations"}, {"spec", "jobTemplate", "metadata", "annotations"}, {"spec", "jobTemplate", "spec", "template", "metadata", "annotations"}},
}

var wrongPlacesElsewhere = [][]string{{"metadata", "annotations"}, {"spec", "template", "metadata", "annotations"}}

func where(it *krm.Item) string {
	if it.Kind == argocd.KindApplication {
		return "here"
	}
	return "on this " + it.Kind
}

func rightPlace(it *krm.Item) string {
	switch it.Kind {
	case argocd.KindApplication:
		return "metadata.annotations"
	case argocd.KindApplicationSet:
		return "spec.template.metadata.annotations"
	}
	return "metadata.annotations of the Application that deploys it"
}
