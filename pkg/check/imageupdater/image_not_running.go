// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageNotRunning = &rule.Rule{
	ID:       "image-not-running",
	Severity: krm.Info,
	Title:    "An image that no Pod runs should have force-update",
	Doc: `The updater follows an image only while a Pod of the Application runs it: Argo CD fills the list of live images from Pods. One that
stands in a Deployment with ` + "`replicas: 0`" + `, a Job or a CronJob only is skipped while there is no Pod, with a line at debug level. Set
` + "`<alias>.force-update: \"true\"`" + ` where it should be followed all the same.

The rule looks at the resources in the Application's path, where kustomize takes nothing from elsewhere, nothing is patched, and
nothing else scales them, such as an autoscaler or a Rollout.`,
	Upstream: []string{docsImages, issues + "187", "https://github.com/argoproj/argo-cd/issues/27861"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || s.open || len(s.images) == 0 {
			return nil
		}
		all := deliveredBy(c, it, s)
		var problems []rule.Problem
		for _, im := range s.images {
			if set, ok := s.effective(im, updater.KeyForceUpdate); im.hidden || im.Name == "" || ok && (!set.judged() || strings.EqualFold(strings.TrimSpace(set.text()), "true")) {
				continue
			}
			where := onlyIn(all, im.Name)
			if where == "" {
				continue
			}
			alias := im.Alias
			if alias == "" {
				alias = "<alias>"
			}
			problems = append(problems, s.itemProblem(it, im, "", "is run by %s only, so the updater skips it while there is no Pod: set %s.%s to \"true\"", where, alias, updater.KeyForceUpdate))
		}
		return problems
	},
	Bad:  exampleHere("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$") + exampleStopped,
	Good: exampleHere("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.force-update: 'true'") + exampleStopped,
}

// exampleHere is an example whose path is the directory of the file that it stands in.
func exampleHere(annotations ...string) string {
	return exampleWith(strings.Replace(exampleSpec, "path: deploy", "path: .", 1), annotations...)
}

const exampleStopped = `---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [example.yaml]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  replicas: 0
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers: [{name: app, image: 'ghcr.io/owner/app:sha-0123abc'}]
`

// onlyIn says what runs an image where none of it has a Pod all the time; "" where one has, or where nothing is known.
func onlyIn(all []delivered, image string) (where string) {
	for _, d := range all {
		if !d.whole {
			continue
		}
		for _, it := range d.running(image) {
			replicas := it.Lookup("spec", "replicas")
			stopped := replicas != nil && replicas.Value == "0" && !d.scaled(it)
			if it.Kind != "Job" && it.Kind != "CronJob" && !stopped {
				return ""
			}
			where = it.Kind + " " + it.Name
		}
	}
	return where
}

// scaled reports whether something else delivered says how many Pods of a workload there are: an autoscaler, or a Rollout that
// has taken it over.
func (d delivered) scaled(workload *krm.Item) bool {
	for _, it := range d.items {
		for _, field := range [...]string{"scaleTargetRef", "workloadRef"} {
			if krm.Text(it.Lookup("spec", field, "name")) == workload.Name {
				return true
			}
		}
	}
	return false
}
