// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// subject is a list and what the function made of it.
type subject struct {
	*runner
	list   List
	name   string
	before *resourceList
	out    Outcome
	after  *resourceList // nil where stdout holds no list
	// unstable says how a second run differed from the first; "" where it did the same.
	unstable string
}

func (r *runner) subject(l List) (*subject, error) {
	before, err := read(l.Text)
	if err != nil {
		return nil, fmt.Errorf("%s %w", l.Name, err)
	}
	s := &subject{runner: r, list: l, name: l.Name, before: before, out: r.call(l.Text)}
	if after, err := read([]byte(s.out.Stdout)); err == nil {
		s.after = after
	}
	s.unstable = unlike(s.out, r.fresh(l.Text))
	return s, r.err
}

// unlike says in what two runs over one list differ; "" where they do not. It quotes nothing of stdout: values of Secrets may
// stand there.
func unlike(first, second Outcome) string {
	switch {
	case first.Code != second.Code:
		return fmt.Sprintf("the exit status, %d%s, then %d%s", first.Code, said(first), second.Code, said(second))
	case first.Stdout != second.Stdout:
		return "the bytes on stdout"
	case first.Stderr != second.Stderr:
		return fmt.Sprintf("what they say on stderr%s, then%s", said(first), said(second))
	}
	return ""
}

// passed reports whether the function succeeded and wrote a list.
func (s *subject) passed() bool { return s.after != nil && s.out.Code == 0 }

// silent says why what came back cannot be judged.
func (s *subject) silent() finding {
	if s.out.Code != 0 {
		return untried("exit status %d%s", s.out.Code, said(s.out))
	}
	return untried("stdout holds no ResourceList")
}

// said quotes the first line of stderr.
func said(out Outcome) string {
	line, _, _ := strings.Cut(strings.TrimSpace(out.Stderr), "\n")
	if line == "" {
		return " and nothing on stderr"
	}
	return ": " + short(line)
}

// short is a text as a line of evidence holds it.
func short(s string) string {
	const most = 120 // characters
	line := []rune(krm.OneLine(s))
	if len(line) > most {
		return string(line[:most]) + "…"
	}
	return string(line)
}

// variant returns the list with a change.
func (s *subject) variant(change func(list *yaml.Node)) ([]byte, bool) {
	l := s.list
	return l.Text, l.edit(change) == nil
}

// editItems returns the list with its items changed. What change returns takes their place.
func (s *subject) editItems(change func(items []*yaml.Node) []*yaml.Node) []byte {
	l := s.list
	err := l.edit(func(list *yaml.Node) {
		items := krm.Lookup(list, "items")
		if items == nil || items.Kind != yaml.SequenceNode {
			items = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
			krm.Put(list, "items", items)
		}
		items.Content = change(items.Content)
		if len(items.Content) > 0 {
			items.Style &^= yaml.FlowStyle
		}
	})
	if err != nil { // it was read a moment ago
		return s.list.Text
	}
	return l.Text
}

// with returns the list with one more item at the end.
func (s *subject) with(resource string) []byte {
	return s.editItems(func(items []*yaml.Node) []*yaml.Node {
		n, err := document([]byte(resource))
		if err != nil {
			panic(err) // it is one of this package
		}
		return append(items, n)
	})
}

// differs says in what another run differs from the one of the list itself; "" where it does not. view is what is
// compared of the items, in order.
func (s *subject) differs(other Outcome, view func([]item) []string) string {
	if other.Code != s.out.Code {
		return fmt.Sprintf("exit status %d in place of %d%s", other.Code, s.out.Code, said(other))
	}
	after, err := read([]byte(other.Stdout))
	if err != nil {
		return "stdout " + short(err.Error())
	}
	if d := firstDifference(view(s.after.items), view(after.items)); d != "" {
		return "items: " + d
	}
	if d := firstDifference(sorted(resultTexts(s.after.results)), sorted(resultTexts(after.results))); d != "" {
		return "results: " + d
	}
	return ""
}

func sorted(all []string) []string { slices.Sort(all); return all }

// firstDifference shows where two lists of texts part, from a little before it.
func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return "missing " + short(want[i])
		case i >= len(want):
			return "added " + short(got[i])
		case want[i] != got[i]:
			a, b := []rune(want[i]), []rune(got[i])
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			at = max(0, at-30)
			return fmt.Sprintf("…%s in place of …%s", clip(b[at:]), clip(a[at:]))
		}
	}
	return ""
}

func clip(text []rune) string {
	const most = 70 // characters
	if len(text) > most {
		return krm.OneLine(string(text[:most])) + "…"
	}
	return krm.OneLine(string(text))
}
