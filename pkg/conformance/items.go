// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Annotations that orchestrators put on items today, or may put there tomorrow.
var (
	probes = map[string]string{"internal.config.kubernetes.io/conformance-probe": "kept"}
	ids    = map[string]string{
		"internal.config.kubernetes.io/id": "7", "config.k8s.io/id": "7", "kustomize.config.k8s.io/id": "7",
		"internal.config.kubernetes.io/seqindent": "wide",
	}
)

func internalAnnotations(s *subject) finding { return s.keepsAnnotations(probes) }
func idsKept(s *subject) finding             { return s.keepsAnnotations(ids) }

// keepsAnnotations sends the items with annotations more, and looks for them on those that come back.
func (s *subject) keepsAnnotations(probes map[string]string) finding {
	if s.after == nil {
		return s.silent()
	}
	in := s.annotated(probes)
	sent, err := read(in)
	if err != nil {
		return untried("the list cannot be written anew")
	}
	out := s.call(in)
	after, err := read([]byte(out.Stdout))
	if err != nil {
		return untried("a list with annotations more is refused%s", said(out))
	}
	n := 0
	for _, p := range cameBack(sent.items, after.items) {
		was, is := p.was, p.is
		if was.annotations() == nil {
			continue
		}
		n++
		for _, key := range slices.Sorted(maps.Keys(probes)) {
			if want, got := was.annotations()[key], is.annotations()[key]; got != want {
				return broken("%s: %s: %s", was.id(), key, change(want, got))
			}
		}
	}
	if n == 0 {
		return untried("no item came back")
	}
	return kept("%d items came back with them", n)
}

func change(was, is any) string {
	if is == nil {
		return fmt.Sprintf("%q is gone", was)
	}
	return fmt.Sprintf("%q became %q", was, fmt.Sprint(is))
}

func (s *subject) annotated(with map[string]string) []byte {
	return s.editItems(func(items []*yaml.Node) []*yaml.Node {
		for _, item := range items {
			for _, key := range slices.Sorted(maps.Keys(with)) {
				annotate(item, key, with[key])
			}
		}
		return items
	})
}

// annotate sets an annotation on a resource whose metadata can hold one.
func annotate(item *yaml.Node, key, value string) {
	meta := krm.Lookup(item, "metadata")
	if meta == nil || meta.Kind != yaml.MappingNode {
		return
	}
	a := krm.Lookup(meta, "annotations")
	if a == nil {
		a = krm.Map()
		krm.Put(meta, "annotations", a)
	}
	if a.Kind != yaml.MappingNode {
		return
	}
	if v := krm.Lookup(a, key); v != nil {
		*v = *krm.String(value)
		return
	}
	krm.Put(a, key, krm.String(value))
}

func annotationsChangeNothing(s *subject) finding {
	if f, ok := s.comparable(); !ok {
		return f
	}
	if len(s.before.items) == 0 {
		return untried("the list has no item")
	}
	all := maps.Clone(probes)
	maps.Copy(all, ids)
	all["config.kubernetes.io/conformance-probe"] = "kept"
	if d := s.differs(s.call(s.annotated(all)), without(all)); d != "" {
		return broken("%s", d)
	}
	return kept("%d annotations on each item changed nothing", len(all))
}

// without views items without some annotations.
func without(keys map[string]string) func([]item) []string {
	return func(items []item) []string {
		var all []string
		for _, it := range items {
			value := maps.Clone(it.value)
			if meta, ok := value["metadata"].(map[string]any); ok {
				meta = maps.Clone(meta)
				a := maps.Clone(it.annotations())
				for key := range keys {
					delete(a, key)
				}
				if delete(meta, "annotations"); len(a) > 0 {
					meta["annotations"] = a
				}
				value["metadata"] = meta
			}
			all = append(all, item{value: value}.text())
		}
		return all
	}
}

func pathAnnotations(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	n := 0
	for _, p := range cameBack(s.before.items, s.after.items) {
		was, is := p.was, p.is
		for _, key := range []string{krm.PathAnnotation, krm.IndexAnnotation, krm.LegacyPathAnnotation, krm.LegacyIndexAnnotation} {
			want := was.annotations()[key]
			if want == nil {
				continue
			}
			n++
			if got := is.annotations()[key]; valueText(got) != valueText(want) {
				return broken("%s: %s: %s", was.id(), key, change(want, got))
			}
		}
	}
	if n == 0 {
		return untried("no item that says where it stands came back")
	}
	return kept("%d annotations came back", n)
}

func noDuplicates(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	sent := map[string]int{}
	for _, it := range s.before.items {
		sent[it.id()]++
	}
	got := map[string]int{}
	for _, it := range s.after.items {
		if got[it.id()]++; got[it.id()] > max(1, sent[it.id()]) {
			return broken("%s stands %d times", it.id(), got[it.id()])
		}
	}
	return kept("%d items, none twice", len(s.after.items))
}

func packagePaths(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	sent, n := map[string]bool{}, 0
	for _, it := range s.before.items {
		sent[it.id()] = true
	}
	for _, it := range s.after.items {
		if sent[it.id()] {
			continue
		}
		n++
		if name := krm.Text(krm.Lookup(it.node, "metadata", "name")); name == "" {
			return broken("%s has no metadata.name", it.id())
		}
		var paths []string
		for _, key := range []string{krm.PathAnnotation, krm.LegacyPathAnnotation} {
			p, _ := it.annotations()[key].(string)
			if p == "" {
				continue
			}
			paths = append(paths, p)
			if clean := path.Clean(p); path.IsAbs(p) || clean == ".." || strings.HasPrefix(clean, "../") {
				return broken("%s: %s is %q", it.id(), key, p)
			}
		}
		if len(paths) == 2 && paths[0] != paths[1] {
			return broken("%s: %q and %q, and kpt refuses two paths that differ", it.id(), paths[0], paths[1])
		}
	}
	if n == 0 {
		return untried("it made no resource")
	}
	return kept("%d new resources", n)
}

func unknownKind(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	return s.comesBack(s.stranger(ascii), func(it item) bool { return it.value["kind"] == "Stranger" })
}

func kptfile(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	isKptfile := func(it item) bool { return it.value["kind"] == "Kptfile" }
	if slices.ContainsFunc(s.before.items, isKptfile) {
		if !slices.ContainsFunc(s.after.items, isKptfile) {
			return broken("it is gone")
		}
		return kept("it came back")
	}
	if !s.hasPaths() {
		return untried("the list is not one of kpt")
	}
	return s.comesBack("apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: conformance\n  annotations:\n"+
		"    config.kubernetes.io/local-config: \"true\"\n    internal.config.kubernetes.io/path: Kptfile\n"+
		"    config.kubernetes.io/path: Kptfile\n", isKptfile)
}

// comesBack sends a resource more, which must come back with all but its metadata, that a function may set.
func (s *subject) comesBack(resource string, is func(item) bool) finding {
	out := s.call(s.with(resource))
	after, err := read([]byte(out.Stdout))
	if err != nil {
		return untried("a list with it is refused%s", said(out))
	}
	was, err := read([]byte("kind: List\nitems:\n- " + strings.TrimRight(strings.ReplaceAll(resource, "\n", "\n  "), " ")))
	if err != nil {
		panic(err) // it is one of this package
	}
	for _, it := range after.items {
		if !is(it) {
			continue
		}
		for key, want := range was.items[0].value {
			if key == "metadata" {
				continue
			}
			if d := firstDifference([]string{valueText(want)}, []string{valueText(it.value[key])}); d != "" {
				return broken("%s: %s: %s", it.id(), key, d)
			}
		}
		return kept("%s came back", it.id())
	}
	return broken("%s is gone, with exit status %d", was.items[0].id(), out.Code)
}
