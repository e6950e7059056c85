// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"encoding/json"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// otherKeys selects, as a path of jq, every key of a ConfigMap but some. A ConfigMap without keys has none.
func otherKeys(keys []string) string {
	quoted, _ := json.Marshal(keys) // strings always are JSON
	return ".data | objects | .[(keys - " + string(quoted) + ")[]]"
}

// updaterKeysInGit are the keys of the updater's ConfigMap that a patch of its Application sets, Fairlead's or a
// person's. All other keys belong to the live ConfigMap.
func (p *packageRun) updaterKeysInGit() []string {
	var keys []string
	add := func(key string) {
		if !contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, e := range updaterSetting(p.model).Data {
		add(e.Key)
	}
	it := p.find(argocd.Group, argocd.KindApplication, p.model.Platform.Spec.ArgoCD.Namespace, updaterName)
	if it == nil {
		return keys
	}
	patches := it.Lookup("spec", "source", "kustomize", "patches")
	if patches == nil || patches.Kind != yaml.SequenceNode {
		return keys
	}
	for _, e := range patches.Content {
		if e = krm.Resolve(e); strings.HasPrefix(ourPatch(e), othersPatch) && aimsAt(e, kindConfigMap, updaterConfigMap) {
			for _, key := range patchedKeys(krm.Text(krm.Lookup(e, "patch"))) {
				add(key)
			}
		}
	}
	sort.Strings(keys)
	return keys
}

// aimsAt reports whether the target of a patch may be a resource. Kustomize reads a target's words as regular
// expressions; one that is more than a word may be anything.
func aimsAt(patch *yaml.Node, kind, name string) bool {
	may := func(field, is string) bool {
		want := krm.Text(krm.Lookup(patch, "target", field))
		return want == "" || want == is || strings.ContainsAny(want, `.*+?()[]{}|\^$`)
	}
	return may("kind", kind) && may("name", name)
}

// patchedKeys returns the keys below `data` that a patch names, whichever of its two forms it has.
func patchedKeys(text string) []string {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return nil // kustomize will say so
	}
	var keys []string
	root := krm.Resolve(doc.Content[0])
	if root.Kind == yaml.SequenceNode { // JSON 6902
		for _, op := range root.Content {
			path := krm.Text(krm.Lookup(krm.Resolve(op), "path"))
			if key, ok := strings.CutPrefix(path, "/data/"); ok {
				keys = append(keys, strings.NewReplacer("~1", "/", "~0", "~").Replace(key))
			}
			if path == "/data" {
				keys = append(keys, namesOf(krm.Lookup(krm.Resolve(op), "value"))...)
			}
		}
		return keys
	}
	return namesOf(krm.Lookup(root, "data"))
}

// namesOf returns the keys of a mapping.
func namesOf(m *yaml.Node) []string {
	m = krm.Resolve(m)
	if m == nil || m.Kind != yaml.MappingNode {
		return nil
	}
	var names []string
	for i := 0; i+1 < len(m.Content); i += 2 {
		names = append(names, m.Content[i].Value)
	}
	return names
}
