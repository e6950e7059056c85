// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// shape is a ResourceList whose bytes say where its items stand: each item is between ⟦ and ⟧, which are not part of
// the input. The tests compare with these bytes, so that they know nothing of how the package finds them.
type shape struct {
	name string
	text string
	// loose shapes cannot be cut: a change may lay them out anew, but values and order stay.
	loose bool
	// anchored is one more than the place of the item with the anchor of items that hold a `*`; 0 where there is none.
	anchored int
}

// input returns the bytes that a function reads.
func (s shape) input() []byte {
	return []byte(strings.NewReplacer("⟦", "", "⟧", "").Replace(s.text))
}

// parts returns the bytes of the items, and those before, between and after them.
func (s shape) parts(t *testing.T) (items, gaps []string) {
	t.Helper()
	rest := s.text
	for {
		gap, after, found := strings.Cut(rest, "⟦")
		gaps = append(gaps, gap)
		if !found {
			return items, gaps
		}
		item, after, found := strings.Cut(after, "⟧")
		assert.Assert(t, found, "%s: an item without end", s.name)
		items, rest = append(items, item), after
	}
}

// variants are the same list written in other ways that hold for every shape.
func (s shape) variants() []shape {
	breaks := func(name, br string) shape {
		v := s
		v.name, v.text = s.name+"/"+name, strings.ReplaceAll(s.text, "\n", br)
		return v
	}
	bom, beta, cut := s, s, s
	bom.name, bom.text = s.name+"/BOM", "\ufeff"+s.text
	beta.name, beta.text = s.name+"/v1beta1", strings.Replace(s.text, APIVersion+"\n", APIVersionV1Beta+"\n", 1)
	cut.name, cut.text = s.name+"/one line break less", withoutEnd(s.text, "\n")
	bare := s
	bare.name, bare.text = s.name+"/no final line break", s.text
	for withoutEnd(bare.text, "\n") != bare.text {
		bare.text = withoutEnd(bare.text, "\n")
	}
	return []shape{s, bom, beta, cut, bare, breaks("CRLF", "\r\n"), breaks("lone CR", "\r"), breaks("U+0085", "\u0085")}
}

// withoutEnd cuts the end off a list, inside the mark of the last item.
func withoutEnd(text, end string) string {
	if inside, found := strings.CutSuffix(text, "⟧"); found {
		return strings.TrimSuffix(inside, end) + "⟧"
	}
	return strings.TrimSuffix(text, end)
}

// resource returns the lines of a resource with a name, the first without indentation.
func resource(name, indent string) string {
	return strings.Join([]string{
		"apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: " + name, "data:", "  # of " + name, "  key: \"1\"   # odd   spaces", "",
	}, "\n"+indent)
}

// block returns an item as most lists write it, its dash after indent.
func block(name, indent string) string {
	return "⟦" + indent + "- " + strings.TrimRight(resource(name, indent+"  "), " ") + "⟧"
}

const header = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

func three(indent string) string {
	return block("a", indent) + block("b", indent) + block("c", indent)
}
