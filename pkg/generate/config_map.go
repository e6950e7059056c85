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
	var keys []string
	s.Data, keys = p.withoutTheirs(it, s.Data)
	o.tree = func(b *krm.Builder) *yaml.Node {
		annotations := b.Put(b.Map(), OwnedAnnotation, ownedKeys(b, keys))
		root := b.Put(b.Map(), "metadata", b.Put(b.Map(), "annotations", annotations))
		return b.Put(root, "data", s.data(b))
	}
	o.settle = dropKeys(keys)
	return o
}

// withoutTheirs leaves out the keys that a person had set before Fairlead did, and returns with the rest the keys that
// are Fairlead's. An account keeps the capabilities that it has and gains what it lacks; anything else that differs stays
// as it is, and is reported, since two values of one key cannot be joined.
func (p *packageRun) withoutTheirs(it *krm.Item, data []Entry) (set []Entry, ours []string) {
	owned, _ := it.Annotation(OwnedAnnotation)
	earlier := strings.Fields(owned)
	for _, e := range data {
		have := it.Lookup("data", e.Key)
		switch {
		case have == nil || contains(earlier, e.Key):
			set, ours = append(set, e), append(ours, e.Key)
		case have.Value == e.Value:
		case strings.HasPrefix(e.Key, accountPrefix):
			if words := strings.FieldsFunc(have.Value, func(r rune) bool { return r == ',' || r == ' ' }); !contains(words, e.Value) {
				e.Value = strings.Join(append(words, e.Value), ", ")
				set = append(set, e)
			}
		default:
			r := it.Result(krm.Warning, "differs-from-project", "data["+e.Key+"]", have,
				"somebody has set this key, so it was left; what the delivery needs in it is %q", e.Value)
			r.Field.ProposedValue = e.Value
			p.list.Report(r)
		}
	}
	return set, ours
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
	if len(keys) == 0 {
		return absent()
	}
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
