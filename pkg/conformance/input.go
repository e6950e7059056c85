// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// readsYAML cannot call a function broken that refuses every list for a reason of its own; but one that reads the list as
// JSON reads YAML that was written otherwise.
func readsYAML(s *subject) finding {
	if s.after != nil {
		return kept("%d items sent, %d came back, exit status %d", len(s.before.items), len(s.after.items), s.out.Code)
	}
	in, ok := s.json()
	if ok && !bytes.Equal(in, s.list.Text) {
		if out := s.call(in); out.Code == 0 && isList(out) {
			return broken("refused as YAML (exit status %d%s), and read as JSON", s.out.Code, said(s.out))
		}
	}
	return s.silent()
}

func isList(out Outcome) bool {
	_, err := read([]byte(out.Stdout))
	return err == nil
}

// json returns the list in JSON.
func (s *subject) json() ([]byte, bool) {
	var v any
	if yaml.Unmarshal(s.list.Text, &v) != nil {
		return nil, false
	}
	text, err := json.Marshal(v)
	return text, err == nil
}

// comparable says whether another run can be compared with the one of the list itself.
func (s *subject) comparable() (finding, bool) {
	switch {
	case s.after == nil:
		return s.silent(), false
	case s.unstable != "":
		return untried("two runs of the same list differ, so that nothing can be compared"), false
	}
	return finding{}, true
}

func readsJSON(s *subject) finding {
	if f, ok := s.comparable(); !ok {
		return f
	}
	in, ok := s.json()
	if !ok {
		return untried("the list has a key that is no string")
	}
	if d := s.differs(s.call(in), texts); d != "" {
		return broken("%s", d)
	}
	return kept("the same %d items came back", len(s.after.items))
}

func readsVersions(s *subject) finding {
	if f, ok := s.comparable(); !ok {
		return f
	}
	for _, version := range []string{krm.APIVersion, krm.APIVersionV1Beta} {
		in, ok := s.variant(func(list *yaml.Node) { set(list, "apiVersion", krm.String(version)) })
		if !ok {
			return untried("the list cannot be written anew")
		}
		if d := s.differs(s.call(in), texts); d != "" {
			return broken("%s: %s", version, d)
		}
	}
	return kept("the same %d items came back", len(s.after.items))
}

const (
	ascii    = "plain"
	nonASCII = "Grüße, 世界 🚢" // two, three and four bytes
)

// stranger is a resource that no function knows. It says where it stands only where the other items do: functions put what
// they make into files where there are files.
func (s *subject) stranger(note string) string {
	annotations := ""
	if s.hasPaths() {
		annotations = `  annotations:
    config.kubernetes.io/index: '0'
    config.kubernetes.io/path: 'stranger.yaml'
    internal.config.kubernetes.io/index: '0'
    internal.config.kubernetes.io/path: 'stranger.yaml'
`
	}
	return "apiVersion: conformance.example.org/v1\nkind: Stranger\nmetadata:\n  name: stranger # kept\n" + annotations + `spec:
  # of the person who wrote it
  list: [1, two, true]
  nested:
    note: "` + note + `"
`
}

// hasPaths reports whether the items say in which file they stand, as those of kpt do.
func (s *subject) hasPaths() bool {
	return slices.ContainsFunc(s.before.items, func(it item) bool {
		return it.annotations()[krm.PathAnnotation] != nil || it.annotations()[krm.LegacyPathAnnotation] != nil
	})
}

// findStranger returns the stranger of a list, without its metadata: those a function may set on every resource.
func findStranger(l *resourceList) (map[string]any, bool) {
	for _, it := range l.items {
		if it.value["kind"] == "Stranger" {
			rest := map[string]any{}
			for key, v := range it.value {
				if key != "metadata" {
					rest[key] = v
				}
			}
			return rest, true
		}
	}
	return nil, false
}

func utf8Kept(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	plain, err := read([]byte(s.call(s.with(s.stranger(ascii))).Stdout))
	if err != nil {
		return untried("a list with one resource more is refused")
	}
	want, ok := findStranger(plain)
	if !ok {
		return untried("the resource with the text did not come back")
	}
	out := s.call(s.with(s.stranger(nonASCII)))
	if !utf8.ValidString(out.Stdout) {
		return broken("stdout is not UTF-8 where the list holds %q", nonASCII)
	}
	accented, err := read([]byte(out.Stdout))
	if err != nil {
		return broken("a list with %q is refused, one with %q is not%s", nonASCII, ascii, said(out))
	}
	got, _ := findStranger(accented)
	if text := strings.ReplaceAll(valueText(want), ascii, nonASCII); valueText(got) != text {
		return broken("%s", firstDifference([]string{text}, []string{valueText(got)}))
	}
	return kept("%q came back", nonASCII)
}

func configOptional(s *subject) finding {
	in, ok := s.variant(func(list *yaml.Node) { drop(list, "functionConfig") })
	if !ok {
		return untried("the list cannot be written anew")
	}
	out := s.call(in)
	switch {
	case out.Code == 0 && isList(out):
		return kept("it works without")
	case out.Code == 0 && s.after == nil:
		return s.silent()
	case out.Code == 0:
		return broken("exit status 0 without a list on stdout")
	case crashed(out):
		return broken("it crashed%s", said(out))
	case strings.TrimSpace(out.Stderr) == "" && !isList(out):
		return broken("exit status %d, and not a word", out.Code)
	}
	return kept("refused%s", said(out))
}

// crashed reports whether stderr holds what a runtime prints of a mistake in the program.
func crashed(out Outcome) bool {
	for _, sign := range []string{"\ngoroutine 1 [running]:", "Traceback (most recent call last):", "thread 'main' panicked at"} {
		if strings.Contains("\n"+out.Stderr, sign) {
			return true
		}
	}
	return false
}

func drop(m *yaml.Node, key string) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content = append(m.Content[:i:i], m.Content[i+2:]...)
			return
		}
	}
}

// unreadable is what no function can have understood.
var unreadable = []List{
	{"no YAML", []byte("items: [\n")},
	{"a truncated list", []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data: {\"a\": \"b")},
}

func exitStatus(r *runner) finding {
	for _, l := range unreadable {
		if out := r.call(l.Text); out.Code == 0 {
			return broken("%s: exit status 0 for %q", l.Name, short(string(l.Text)))
		}
	}
	return kept("not 0 for %d lists that end too early", len(unreadable))
}

func errorsOnStderr(r *runner) finding {
	failed := 0
	for _, l := range unreadable {
		out := r.call(l.Text)
		if out.Code == 0 {
			continue
		}
		failed++
		if strings.TrimSpace(out.Stderr) == "" && !isList(out) {
			return broken("%s: exit status %d and nothing on stderr", l.Name, out.Code)
		}
	}
	if failed == 0 {
		return untried("it did not fail")
	}
	return kept("%s", strings.TrimPrefix(said(r.call(unreadable[0].Text)), ": "))
}

func help(r *runner) finding {
	out := r.call(BuiltIn()[2].Text, "--help")
	if out.Code != 0 {
		return broken("exit status %d%s", out.Code, said(out))
	}
	return kept("exit status 0")
}

// others are readable and no ResourceList that a function was written for.
var others = []List{
	{"nothing at all", nil},
	{"a resource", []byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n")},
	{"a list of another version", []byte("apiVersion: config.kubernetes.io/v99\nkind: ResourceList\nitems: []\n")},
	{"two lists", []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n---\napiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n")},
}

func refusesOther(r *runner) finding {
	for _, l := range append(others[:len(others):len(others)], unreadable...) {
		out := r.call(l.Text)
		switch {
		case out.Code == 0:
			return broken("%s: exit status 0", l.Name)
		case out.Stdout != "":
			return broken("%s: stdout begins with %q", l.Name, short(out.Stdout))
		case strings.Count(out.Stderr, "\n") != 1:
			return broken("%s: %d lines on stderr", l.Name, strings.Count(out.Stderr, "\n"))
		}
	}
	return kept("%d inputs refused", len(others)+len(unreadable))
}
