// SPDX-License-Identifier: Apache-2.0

package krm

import "go.yaml.in/yaml/v3"

// FileItem returns a file that is no resource as an item, so that what is wrong in it is reported like everything else. It is
// in no list. Its node is the first YAML document of the text, where it is a mapping whose aliases end, else an empty mapping.
func FileItem(group, kind, path string, text []byte) *Item {
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}
	var doc yaml.Node
	if yaml.Unmarshal(text, &doc) == nil && len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode && CheckAliases(doc.Content[0]) == nil {
		root = doc.Content[0]
	}
	return &Item{APIVersion: group + "/", Kind: kind, Path: path, node: root, came: root, line: 1}
}
