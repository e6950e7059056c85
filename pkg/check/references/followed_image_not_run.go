// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var followedImageNotRun = &rule.Rule{
	ID:       "followed-image-not-run",
	Severity: krm.Error,
	Title:    "An image that is followed must run",
	Doc: `Image Updater looks for the image among those that the Application's Pods run, and finds it nowhere: it logs that at debug level, and never
updates anything. Registry and path must be the same, letter for letter, in the Project and in what the kustomization renders. Where the
manifests use another name that the kustomization replaces, ` + "`" + `kustomizeName` + "`" + ` says so.` + where,
	Upstream: []string{upstreamImages, "https://github.com/argoproj-labs/argocd-image-updater/issues/566"},
	Kinds:    bothKinds,
	Check:    of(imagesNotRun),
	Bad:      exampleProject + exampleKustomization + strings.Replace(exampleWorkload, "image: ghcr.io/owner/shop", "image: ghcr.io/owner/store", 1),
	Good:     exampleProject + exampleKustomization + exampleWorkload,
}

func imagesNotRun(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	for _, im := range r.images {
		if r.runs(im) {
			continue
		}
		hint := ""
		if near, ok := nearest.Name(im.name, r.imageNames()); ok {
			hint = fmt.Sprintf(": did you mean %q?", near)
		}
		problems = append(problems, rule.Problem{Path: im.field, At: im.at, Message: fmt.Sprintf(
			"image %q is in no manifest that %s renders, so it is never updated%s", im.name, r.path, hint)})
	}
	return problems
}
