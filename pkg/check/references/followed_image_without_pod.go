// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var followedImageWithoutPod = &rule.Rule{
	ID:       "followed-image-without-pod",
	Severity: krm.Warning,
	Title:    "An image that is followed should have a Pod, or be forced",
	Doc: `Image Updater takes the images of an Application from its running Pods. A workload with no replicas, a suspended one, a Job that is over and a
CronJob between two runs have none, so the image counts as one that is not there, at debug level, and is not updated. Set ` + "`" + `forceUpdate: true` + "`" + `.` + where,
	Upstream: []string{upstreamImages, "https://github.com/argoproj-labs/argocd-image-updater/issues/566"},
	Kinds:    projectKind,
	Check:    of(imagesWithoutPod),
	Bad:      exampleProject + exampleKustomization + strings.Replace(exampleWorkload, "replicas: 1", "replicas: 0", 1),
	Good: strings.Replace(exampleProject, "images: [ghcr.io/owner/shop]", "images: [{name: ghcr.io/owner/shop, forceUpdate: true}]", 1) +
		exampleKustomization + strings.Replace(exampleWorkload, "replicas: 1", "replicas: 0", 1),
}

func imagesWithoutPod(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	for _, im := range r.images {
		if why, ok := r.podless(im.name); ok && !im.forced {
			problems = append(problems, rule.Problem{Path: im.field, At: im.at, Message: fmt.Sprintf(
				"image %q runs only in %s: set forceUpdate, or it is not updated while there is no Pod", im.name, why)})
		}
	}
	return problems
}
