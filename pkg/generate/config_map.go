// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// configMaps are the ConfigMaps in which something is set.
var configMaps = []string{argocd.ConfigMap, argocd.ConfigMapRBAC, updaterConfigMap}

// wholeConfigMap returns the item that is the ConfigMap of a setting, or nil.
func (p *packageRun) wholeConfigMap(s Setting) *krm.Item {
	return p.find("", kindConfigMap, s.Namespace, s.ConfigMap)
}

// edited sets the keys in a ConfigMap that the package holds as a whole. It is the user's: it gets no mark, and keeps
// every key that is not in the record.
func (p *packageRun) edited(s Setting, it *krm.Item) *output {
	o := &output{apiVersion: configMapVersion, kind: kindConfigMap, namespace: it.Namespace, name: s.ConfigMap}
	keys := make([]string, len(s.Data))
	for i, e := range s.Data {
		keys[i] = e.Key
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		annotations := b.Put(b.Map(), OwnedAnnotation, ownedKeys(b, keys))
		root := b.Put(b.Map(), "metadata", b.Put(b.Map(), "annotations", annotations))
		return b.Put(root, "data", s.data(b))
	}
	o.settle = dropKeys(keys)
	return o
}

// emptied takes the recorded keys out of whole ConfigMaps in which nothing is set any more.
func (p *packageRun) emptied(set []string) []*output {
	var outputs []*output
	for _, name := range configMaps {
		it := p.find("", kindConfigMap, p.model.Platform.Spec.ArgoCD.Namespace, name)
		if it == nil || contains(set, name) {
			continue
		}
		if owned, ok := it.Annotation(OwnedAnnotation); !ok || owned == "" {
			continue
		}
		o := &output{apiVersion: configMapVersion, kind: kindConfigMap, namespace: it.Namespace, name: name}
		o.tree = func(b *krm.Builder) *yaml.Node {
			return b.Put(b.Map(), "metadata", b.Put(b.Map(), "annotations", b.Put(b.Map(), OwnedAnnotation, absent())))
		}
		o.settle = dropKeys(nil)
		outputs = append(outputs, o)
	}
	return outputs
}

func ownedKeys(b *krm.Builder, keys []string) *yaml.Node {
	return b.String(strings.Join(keys, " "))
}

// dropKeys takes the keys out of a ConfigMap that an earlier run put in and this one does not want.
func dropKeys(wanted []string) settling {
	return func(it *krm.Item, n *yaml.Node, dry bool) (changed bool, results []krm.Result) {
		owned, _ := it.Annotation(OwnedAnnotation)
		stale := map[string]bool{}
		for key := range strings.FieldsSeq(owned) {
			stale[key] = true
		}
		for _, key := range wanted {
			delete(stale, key)
		}
		changed = keepPairs(krm.Lookup(n, "data"), dry, func(key, _ *yaml.Node) bool {
			if stale[key.Value] {
				results = append(results, it.Result(krm.Info, "setting-removed", "data["+key.Value+"]", key, "removed: no Project asks for it any more"))
			}
			return !stale[key.Value]
		})
		return changed, results
	}
}
