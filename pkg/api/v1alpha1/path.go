// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// step is one step of a field path: a key of a mapping, or a place in a list where the key is "".
type step struct {
	key   string
	index int
}

// fieldPath is the way to a field. It becomes text only where there is something to say about the field.
type fieldPath []step

// String returns the path as in `spec.images[0].name`. A key that a person could misread is quoted, so that no path ever
// holds a line break.
func (p fieldPath) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.key == "":
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case !simpleKey(s.key):
			b.WriteString("[" + strconv.Quote(s.key) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

func simpleKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// at returns the path that a format makes: at("spec.images[%d].name", 0).
func at(format string, indexes ...any) string { return fmt.Sprintf(format, indexes...) }

// nodeAt returns the node of the field at a path made by at, and whether the field is there. Where it is not, it returns
// the node that it would be in.
func nodeAt(n *yaml.Node, path string) (*yaml.Node, bool) {
	for part := range strings.SplitSeq(path, ".") {
		key, rest, indexed := strings.Cut(part, "[")
		next := krm.Lookup(n, key)
		if next == nil {
			return n, false
		}
		n = next
		if !indexed {
			continue
		}
		i, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
		if err != nil || n.Kind != yaml.SequenceNode || i >= len(n.Content) {
			return n, false
		}
		n = krm.Resolve(n.Content[i])
	}
	return n, true
}
