// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var followedImageNotSet = &rule.Rule{
	ID:       "followed-image-not-set",
	Severity: krm.Error,
	Title:    "A new tag of an image that is followed must reach its workload",
	Doc: `Image Updater writes the new tag into ` + "`" + `spec.source.kustomize.images` + "`" + `, and Argo CD sets it with ` + "`" + `kustomize edit set image` + "`" + ` before it builds. Here
the build gives the image another tag all the same: entries of ` + "`" + `images` + "`" + ` are applied in the order of their names, and one that comes later, with
` + "`" + `newName` + "`" + ` and a tag or a digest of its own, sets it again. Image Updater logs an update, Argo CD says Synced, and the old image runs. The rule
sets a tag in the same way and builds. Use the full name of the image in the manifests, without ` + "`" + `newName` + "`" + `; or give the name of
that entry as ` + "`" + `kustomizeName` + "`" + `.` + where,
	Upstream: []string{upstreamImages, "https://github.com/argoproj-labs/argocd-image-updater/issues/312"},
	Kinds:    bothKinds,
	Check:    of(imagesNotSet),
	Bad:      exampleProject + exampleKustomization + "images: [{name: shop, newName: ghcr.io/owner/shop, newTag: v1}]\n" + strings.Replace(exampleWorkload, "image: ghcr.io/owner/shop", "image: shop", 1),
	Good:     exampleProject + exampleKustomization + "images: [{name: ghcr.io/owner/shop, newTag: v1}]\n" + exampleWorkload,
}

func imagesNotSet(c *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	for _, im := range r.images {
		if got, ok := r.resists(c, im); ok {
			problems = append(problems, rule.Problem{Path: im.field, At: im.at, Message: fmt.Sprintf(
				"a new tag of %q does not reach the workload: %s renders %q whatever is set", im.name, r.path, got)})
		}
	}
	return problems
}
