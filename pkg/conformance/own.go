// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func deterministic(s *subject) finding {
	if s.unstable == "" {
		return kept("two runs, the same bytes")
	}
	return broken("two runs differ in %s", s.unstable)
}

func idempotent(s *subject) finding {
	if !s.passed() {
		return s.unpassed()
	}
	wrote := withoutResults(s.out.Stdout, s.after)
	out := s.call([]byte(wrote))
	if out.Code != 0 {
		return broken("exit status %d over what it wrote%s", out.Code, said(out))
	}
	after, err := read([]byte(out.Stdout))
	if err != nil {
		return broken("stdout %s", short(err.Error()))
	}
	if d := firstDifference(texts(s.after.items), texts(after.items)); d != "" {
		return broken("%s", d)
	}
	if withoutResults(out.Stdout, after) != wrote {
		return broken("the same values came back in other bytes")
	}
	return kept("%d items stayed", len(after.items))
}

// withoutResults takes the results out of a list, as orchestrators do before the next function. In a list in flow style
// they stay: every function accepts those of another.
func withoutResults(text string, l *resourceList) string {
	if l.root.Style&yaml.FlowStyle != 0 {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i+1 < len(l.root.Content); i += 2 {
		if l.root.Content[i].Value != "results" {
			continue
		}
		end := len(lines)
		if i+2 < len(l.root.Content) {
			end = l.root.Content[i+2].Line - 1
		}
		return strings.Join(slices.Delete(slices.Clone(lines), l.root.Content[i].Line-1, end), "")
	}
	return text
}

func (s *subject) unpassed() finding {
	if s.after != nil {
		return untried("exit status %d%s", s.out.Code, said(s.out))
	}
	return s.silent()
}

// orderKept looks at what comes back by its identity: the rest is new or gone.
func orderKept(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	place := map[string]int{}
	for i, it := range s.before.items {
		place[it.id()] = i
	}
	last, n := -1, 0
	for _, p := range cameBack(s.before.items, s.after.items) {
		at := place[p.is.id()]
		if at < last {
			return broken("%s came after %s", p.is.id(), s.before.items[last].id())
		}
		last, n = at, n+1
	}
	if n < 2 {
		return untried("fewer than two items came back")
	}
	return kept("%d items", n)
}

func orderMeansNothing(s *subject) finding {
	if f, ok := s.comparable(); !ok {
		return f
	}
	n := len(s.before.items)
	if n < 2 {
		return untried("the list has fewer than two items")
	}
	for name, shuffle := range map[string]func([]*yaml.Node) []*yaml.Node{
		"reversed": func(items []*yaml.Node) []*yaml.Node { slices.Reverse(items); return items },
		"rotated":  func(items []*yaml.Node) []*yaml.Node { return append(slices.Clone(items[n/2:]), items[:n/2]...) },
	} {
		// Of what comes out, only the place among the resources of a file may depend on the order.
		index := without(map[string]string{krm.IndexAnnotation: "", krm.LegacyIndexAnnotation: ""})
		out := s.call(s.editItems(shuffle))
		if d := s.differs(out, func(items []item) []string { return sorted(index(items)) }); d != "" {
			return broken("%s: %s", name, d)
		}
		if out.Stderr != s.out.Stderr {
			return broken("%s: stderr: %s", name, firstDifference([]string{s.out.Stderr}, []string{out.Stderr}))
		}
	}
	return kept("%d items, reversed and rotated", n)
}

// strangersMeanNothing also holds the stranger itself to its metadata, unlike unknownKind.
func strangersMeanNothing(s *subject) finding {
	if f, ok := s.comparable(); !ok {
		return f
	}
	in := s.with(s.stranger(ascii))
	sent, err := read(in)
	if err != nil {
		return untried("the list cannot be written anew")
	}
	want := sent.items[len(sent.items)-1].text()
	out := s.call(in)
	found := false
	d := s.differs(out, func(items []item) []string {
		all := texts(items)
		if i := slices.Index(all, want); i >= 0 {
			found = true
			all = slices.Delete(all, i, i+1)
		}
		return all
	})
	switch {
	case d != "":
		return broken("%s", d)
	case !found:
		return broken("the resource did not come back as it was sent")
	case out.Stderr != s.out.Stderr:
		return broken("stderr: %s", firstDifference([]string{s.out.Stderr}, []string{out.Stderr}))
	}
	return kept("%d items and the stranger", len(s.after.items))
}

func failedAsItCame(s *subject) finding {
	if s.after == nil || s.out.Code == 0 {
		return untried("no list came back from a run that failed")
	}
	if d := firstDifference(texts(s.before.items), texts(s.after.items)); d != "" {
		return broken("%s", d)
	}
	for i, text := range cutItems(string(s.list.Text)) {
		if !strings.Contains(s.out.Stdout, text) {
			return broken("%s came back with other bytes", s.before.items[i].id())
		}
	}
	return kept("%d items", len(s.after.items))
}

// bytesKept: an item that leaves with its values leaves with its bytes.
func bytesKept(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	items := cutItems(string(s.list.Text))
	if len(items) != len(s.before.items) || len(items) == 0 {
		return untried("the items do not stand one below the other")
	}
	after, n := texts(s.after.items), 0
	for i, text := range texts(s.before.items) {
		if !slices.Contains(after, text) {
			continue // changed or removed
		}
		if n++; !strings.Contains(s.out.Stdout, items[i]) {
			return broken("%s came back with the same values and other bytes", s.before.items[i].id())
		}
	}
	if n == 0 {
		return untried("no item came back as it was")
	}
	return kept("%d items", n)
}

// cutItems cuts a list as people and kpt write it, in block style with dashes in one column. It returns nothing for
// every other list.
func cutItems(list string) []string {
	_, rest, found := strings.Cut("\n"+list, "\nitems:\n")
	if !found || strings.Contains(list, "\r") {
		return nil
	}
	indent := len(rest) - len(strings.TrimLeft(rest, " "))
	var items []string
	var between string // comments and empty lines, of the item only where more of it follows
	for line := range strings.Lines(rest) {
		content := strings.TrimLeft(line, " ")
		switch {
		case strings.HasPrefix(line[min(indent, len(line)):], "- ") && strings.TrimLeft(line[:indent], " ") == "":
			items, between = append(items, line), ""
		case content == "\n" || content[0] == '#':
			between += line
		case line[0] != ' ':
			return items
		case len(items) > 0:
			items[len(items)-1] += between + line
			between = ""
		}
	}
	return items
}

// commentsKept looks for the comments of fields that come back with their value, on the item that came back.
func commentsKept(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	n := 0
	for _, p := range cameBack(s.before.items, s.after.items) {
		was, is := p.was, p.is
		fields, all := map[string]bool{}, strings.Join(comments(is.node), "\n")
		walk(is.node, "", func(path string, node, _ *yaml.Node) { fields[path+"="+canonical(node)] = true })
		var lost string
		walk(was.node, "", func(path string, node, key *yaml.Node) {
			if !fields[path+"="+canonical(node)] {
				return
			}
			for _, c := range append(commentsOf(node), commentsOf(key)...) {
				if n++; !strings.Contains(all, c) && lost == "" {
					lost = path + ": " + c
				}
			}
		})
		if lost != "" {
			return broken("%s lost %s", was.id(), short(lost))
		}
	}
	if n == 0 {
		return untried("no field with a comment came back")
	}
	return kept("%d comments", n)
}

// walk visits every value below a node with its path, in which a place in a list is [], and its key, which may be nil.
func walk(n *yaml.Node, path string, visit func(path string, node, key *yaml.Node)) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			p := path + "." + n.Content[i].Value
			visit(p, n.Content[i+1], n.Content[i])
			walk(n.Content[i+1], p, visit)
		}
	case yaml.SequenceNode:
		for _, entry := range n.Content {
			visit(path+"[]", entry, nil)
			walk(entry, path+"[]", visit)
		}
	}
}

// comments returns the comments of a node and of all below it, line by line, sorted.
func comments(root *yaml.Node) []string {
	all := map[string]bool{}
	add := func(n *yaml.Node) {
		for _, c := range commentsOf(n) {
			all[c] = true
		}
	}
	add(root)
	walk(root, "", func(_ string, node, key *yaml.Node) { add(node); add(key) })
	return slices.Sorted(maps.Keys(all))
}

func commentsOf(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	var all []string
	for line := range strings.Lines(n.HeadComment + "\n" + n.LineComment + "\n" + n.FootComment) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
