// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// updaterKeys are the annotations of Image Updater that a Project decides.
func (p *packageRun) updaterKeys(project *v1alpha1.Project) []imageupdater.Annotation {
	if !p.annotated() {
		return nil
	}
	return p.model.ImageUpdater.Annotations(Images(project))
}

// alwaysKeys are how the keys end that every image, or every Application with images, has.
var alwaysKeys = []string{"/image-list", "/write-back-method", ".update-strategy", ".allow-tags"}

// optionalKeys returns the keys to record: those that a later run may not want any more, without the prefix.
func optionalKeys(keys []imageupdater.Annotation) []string {
	var record []string
	for _, a := range keys {
		always := false
		for _, end := range alwaysKeys {
			always = always || strings.HasSuffix(a.Key, end)
		}
		if !always {
			record = append(record, "annotations:"+strings.TrimPrefix(a.Key, imageupdater.Prefix+"/"))
		}
	}
	return record
}

// settleUpdaterKeys looks at the annotations of Image Updater that the Project does not decide. One that an earlier run
// wrote goes. One that the updater reads stays: a person put it there. One that it does not read goes, with a word: it
// only looks as if it did something.
func (p *packageRun) settleUpdaterKeys(project *v1alpha1.Project, wanted []imageupdater.Annotation) settling {
	return func(it *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		owned, _ := it.Annotation(OwnedAnnotation)
		changed = keepPairs(krm.Lookup(n, "metadata", "annotations"), dry, func(key, _ *yaml.Node) bool {
			short, ours := strings.CutPrefix(key.Value, imageupdater.Prefix+"/")
			if !ours || decided(wanted, key.Value) {
				return true
			}
			if contains(recorded(owned, "annotations"), short) {
				return false
			}
			path := "metadata.annotations[" + key.Value + "]"
			if reason := p.dead(it, key.Value, project); reason != "" {
				results = append(results, it.Result(krm.Info, "updater-annotation-removed", path, key, "removed: %s", reason))
				return false
			}
			results = append(results, it.Result(krm.Info, "updater-annotation-kept", path, key,
				"Image Updater reads this annotation, which the Project does not decide; it stays"))
			return true
		})
		return changed, results
	}
}

// dead says why Image Updater does not read an annotation, or "".
func (p *packageRun) dead(it *krm.Item, key string, project *v1alpha1.Project) string {
	switch {
	case !p.annotated():
		return "the settings are in the ImageUpdater resource, so Image Updater reads no annotation"
	case len(project.Spec.Images) == 0 && marked(it):
		return "the Project has no images"
	case len(project.Spec.Images) == 0:
		return "" // a person's Application may follow images that the Project does not know
	}
	var aliases []string
	for _, im := range project.Spec.Images {
		aliases = append(aliases, im.Alias)
	}
	if use := p.model.ImageUpdater.KeyUse(key, aliases); use.State == imageupdater.Dead {
		return use.Reason
	}
	return ""
}

func decided(wanted []imageupdater.Annotation, key string) bool {
	for _, a := range wanted {
		if a.Key == key {
			return true
		}
	}
	return false
}
