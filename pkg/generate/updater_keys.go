// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// settleUpdaterKeys looks at the annotations of Image Updater that the Project does not decide. One that the updater
// reads stays: a person put it there. One that no version at hand reads goes: it only looks as if it did something.
func (p *packageRun) settleUpdaterKeys(project *v1alpha1.Project) func(*krm.Item, *yaml.Node) []krm.Result {
	return func(it *krm.Item, n *yaml.Node) []krm.Result {
		annotations := krm.Lookup(n, "metadata", "annotations")
		if annotations == nil || annotations.Kind != yaml.MappingNode {
			return nil
		}
		var results []krm.Result
		var wanted []imageupdater.Annotation
		var aliases []string
		kept := annotations.Content[:0:0]
		for i := 0; i+1 < len(annotations.Content); i += 2 {
			key, value := annotations.Content[i], annotations.Content[i+1]
			if !strings.HasPrefix(key.Value, imageupdater.Prefix+"/") {
				kept = append(kept, key, value)
				continue
			}
			if wanted == nil && p.annotated() {
				list := images(project)
				wanted = p.model.ImageUpdater.Annotations(list)
				for _, im := range list {
					aliases = append(aliases, im.Alias)
				}
			}
			if decided(wanted, key.Value) {
				kept = append(kept, key, value)
				continue
			}
			reason := p.dead(key.Value, aliases)
			path := "metadata.annotations[" + key.Value + "]"
			if reason == "" {
				kept = append(kept, key, value)
				results = append(results, it.Result(krm.Info, "updater-annotation-kept", path, key,
					"Image Updater reads this annotation, which the Project does not decide; it stays"))
				continue
			}
			results = append(results, it.Result(krm.Info, "updater-annotation-removed", path, key, "removed: %s", reason))
		}
		annotations.Content = kept
		return results
	}
}

// dead says why Image Updater does not read an annotation, or "".
func (p *packageRun) dead(key string, aliases []string) string {
	if !p.annotated() {
		return "the settings are in the ImageUpdater resource, so Image Updater reads no annotation"
	}
	use := p.model.ImageUpdater.KeyUse(key, aliases)
	if use.State != imageupdater.Dead {
		return ""
	}
	return use.Reason
}

func decided(wanted []imageupdater.Annotation, key string) bool {
	for _, a := range wanted {
		if a.Key == key {
			return true
		}
	}
	return false
}
