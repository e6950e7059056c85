// SPDX-License-Identifier: Apache-2.0

package schema

import (
	_ "embed" // for the texts below
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// The texts are written by tools/schemas: versions with the number of their type, an empty line, and one type per line. As the
// versions of a kind have most types in common, a text is little longer than one version alone.
var (
	//go:embed data/application.txt
	application string
	//go:embed data/appproject.txt
	appProject string
	//go:embed data/applicationset.txt
	applicationSet string
	//go:embed data/imageupdater.txt
	imageUpdater string
)

// Kinds returns the kinds that are known.
func Kinds() []string { return []string{"Application", "AppProject", "ApplicationSet", "ImageUpdater"} }

func text(kind string) (string, bool) {
	switch kind {
	case "Application":
		return application, true
	case "AppProject":
		return appProject, true
	case "ApplicationSet":
		return applicationSet, true
	case "ImageUpdater":
		return imageUpdater, true
	}
	return "", false
}

// Versions returns the minors of a kind, oldest first: those of Argo CD, or those of Image Updater for an ImageUpdater.
func Versions(kind string) []string {
	t, _ := text(kind)
	head, _, _ := strings.Cut(t, "\n\n")
	var names []string
	for line := range strings.Lines(head) {
		name, _, _ := strings.Cut(line, " ")
		names = append(names, name)
	}
	return names
}

var (
	mutex  sync.Mutex
	loaded = map[[2]string]*Node{}
)

// Load returns the tree of a kind in a minor such as v3.5. It is read once.
func Load(kind, version string) (*Node, error) {
	mutex.Lock()
	defer mutex.Unlock()
	key := [2]string{kind, version}
	if n := loaded[key]; n != nil {
		return n, nil
	}
	t, ok := text(kind)
	if !ok {
		return nil, fmt.Errorf("the fields of kind %q are not known: known are %s", kind, strings.Join(Kinds(), ", "))
	}
	head, types, _ := strings.Cut(t, "\n\n")
	for line := range strings.Lines(head) {
		name, number, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if name != version {
			continue
		}
		r := reader{lines: strings.Split(strings.TrimSuffix(types, "\n"), "\n")}
		r.nodes = make([]*Node, len(r.lines))
		n, err := r.node(number)
		if err != nil {
			return nil, fmt.Errorf("fields of %s %s: %w", kind, version, err)
		}
		loaded[key] = n
		return n, nil
	}
	return nil, fmt.Errorf("the fields of %s in %q are not known: known are %s", kind, version, strings.Join(Versions(kind), ", "))
}

// reader makes nodes of lines, each once and only those that are asked for.
type reader struct {
	lines []string
	nodes []*Node
}

// scalars are the letters of scalarTypes.
const scalars = "*sbinx"

var scalarTypes = [...]Type{Any, String, Boolean, Integer, Number, IntOrString}

func (r *reader) node(number string) (*Node, error) {
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(r.lines) || r.lines[i] == "" {
		return nil, fmt.Errorf("there is no type %q", number)
	}
	if r.nodes[i] != nil {
		return r.nodes[i], nil
	}
	n := &Node{}
	r.nodes[i] = n
	letter, rest := r.lines[i][0], r.lines[i][1:]
	switch letter {
	case '{':
		n.Type = Object
		rest, n.Open = strings.CutPrefix(rest, "~")
		err = r.fields(n, rest)
	case '[', '<':
		n.Type = List
		if letter == '<' {
			n.Type = Map
		}
		n.Elem, err = r.node(rest)
	case '=':
		n.Type, n.Enum = String, strings.Split(rest, "|")
	default:
		at := strings.IndexByte(scalars, letter)
		if at < 0 {
			return nil, fmt.Errorf("there is no type %q", r.lines[i])
		}
		n.Type = scalarTypes[at]
	}
	return n, err
}

func (r *reader) fields(n *Node, words string) error {
	if words == "" {
		return nil
	}
	n.Fields = make([]Field, 0, strings.Count(words, " ")+1)
	for word := range strings.SplitSeq(words, " ") {
		name, number, _ := strings.Cut(word, ":")
		child, err := r.node(number)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		name, required := strings.CutSuffix(name, "!")
		n.Fields = append(n.Fields, Field{name, required, child})
	}
	return nil
}
