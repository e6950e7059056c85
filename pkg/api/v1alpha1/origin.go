// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// position says where a node stands, as exactly as it is known.
func (e *explainer) position(n *yaml.Node) string {
	line, column := e.item.Position(n)
	switch {
	case line > 0:
		return e.item.Path + ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column)
	case e.item.Path != "":
		return e.item.Path
	}
	return e.item.Ref().String()
}

// origin says where the value of a field comes from that nobody wrote.
func (e *explainer) origin(path, value string) string {
	if value == "" {
		return notSet
	}
	general := withoutIndexes(path)
	if e.project != nil {
		for i := range projectDefaults {
			switch d := &projectDefaults[i]; {
			case d.path != general:
			case d.follows != "":
				return e.model.platformOrigin(d.follows)
			case d.origin != nil:
				return d.origin(e.project, e.index)
			}
		}
	}
	for _, d := range e.table {
		if d.path == general {
			return d.from
		}
	}
	return notSet
}

// platformOrigin says where a value of the Platform comes from that a Project takes over.
func (m *Model) platformOrigin(path string) string {
	from := "Platform " + path
	e := explainer{model: m, item: m.Platform.Item, kind: KindPlatform, table: tableOf(KindPlatform)}
	if n := e.node(path); n != nil {
		return from + " at " + e.position(n)
	}
	return from + " (" + e.origin(path, path) + ")"
}

// withoutIndexes makes spec.images[].name of spec.images[0].name.
func withoutIndexes(path string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(path, "[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("[]")
		_, path, _ = strings.Cut(after, "]")
	}
}
