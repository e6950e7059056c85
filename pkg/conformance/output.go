// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func stdoutReserved(s *subject) finding {
	if s.after == nil {
		if strings.TrimSpace(s.out.Stdout) == "" {
			if s.out.Code == 0 {
				return broken("stdout is empty with exit status 0: orchestrators would delete all")
			}
			return s.silent()
		}
		return broken("stdout is no ResourceList%s", s.firstOwnLine())
	}
	for _, key := range keys(s.after.root) {
		switch key {
		case "apiVersion", "kind", "metadata", "items", "functionConfig", "results":
		default:
			if krm.Lookup(s.before.root, key) == nil {
				return broken("the list has the key %q", short(key))
			}
		}
	}
	return kept("one list of %d bytes", len(s.out.Stdout))
}

// firstOwnLine quotes a line of stdout that the list did not hold: one that it did may be of a Secret.
func (s *subject) firstOwnLine() string {
	for line := range strings.Lines(s.out.Stdout) {
		if line = strings.TrimSpace(line); line != "" {
			if strings.Contains(string(s.list.Text), line) {
				return ""
			}
			return fmt.Sprintf("; it begins with %q", short(line))
		}
	}
	return ""
}

func keys(m *yaml.Node) []string {
	var all []string
	for i := 0; m != nil && i+1 < len(m.Content); i += 2 {
		all = append(all, m.Content[i].Value)
	}
	return all
}

func outputSchema(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	if err := schemaErrors(s.after.root); err != nil {
		return broken("%s", short(err.Error()))
	}
	return kept("%d items", len(s.after.items))
}

// schemaErrors holds a list, but for its results, to the OpenAPI schema of the specification. The kind List is the other
// one that it knows.
func schemaErrors(root *yaml.Node) error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	version, kind := krm.Text(krm.Lookup(root, "apiVersion")), krm.Text(krm.Lookup(root, "kind"))
	if kind == krm.Kind && version != krm.APIVersion && version != krm.APIVersionV1Beta {
		wrong("apiVersion is %q", version)
	}
	items := krm.Lookup(root, "items")
	if items == nil || items.Kind != yaml.SequenceNode {
		wrong("items must be a list, even if empty")
	} else {
		for i, item := range items.Content {
			for _, key := range []string{"apiVersion", "kind"} {
				if krm.Text(krm.Lookup(item, key)) == "" {
					wrong("items[%d] has no %s", i, key)
				}
			}
		}
	}
	if fc := krm.Lookup(root, "functionConfig"); fc != nil && fc.Kind != yaml.MappingNode && fc.ShortTag() != "!!null" {
		wrong("functionConfig must be an object")
	}
	return errors.Join(errs...)
}

func resultsSchema(s *subject) finding      { return s.eachResult(resultErrors) }
func resultsKnownFields(s *subject) finding { return s.eachResult(unknownFields) }

func (s *subject) eachResult(errorsOf func(*yaml.Node) error) finding {
	if s.after == nil {
		return s.silent()
	}
	results := krm.Lookup(s.after.root, "results")
	if results == nil || results.ShortTag() == "!!null" {
		return untried("there is no result")
	}
	if results.Kind != yaml.SequenceNode {
		return broken("results must be a list")
	}
	for i, r := range results.Content {
		if err := errorsOf(r); err != nil {
			return broken("results[%d]: %s", i, short(err.Error()))
		}
	}
	if len(results.Content) == 0 {
		return untried("there is no result")
	}
	return kept("%d results", len(results.Content))
}

func resultErrors(r *yaml.Node) error {
	text := func(path ...string) string { return krm.Text(krm.Lookup(r, path...)) }
	has := func(key string) bool { return krm.Lookup(r, key) != nil }
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if text("message") == "" {
		wrong("no message")
	}
	if s := text("severity"); has("severity") && s != "error" && s != "warning" && s != "info" {
		wrong("severity is %q", s)
	}
	if has("resourceRef") && (text("resourceRef", "apiVersion") == "" || text("resourceRef", "kind") == "" || text("resourceRef", "name") == "") {
		wrong("resourceRef must have apiVersion, kind and name")
	}
	if has("field") && (!has("resourceRef") || text("field", "path") == "") {
		wrong("field must have a path, and a resourceRef beside it")
	}
	if p := text("file", "path"); has("file") && (p == "" || path.IsAbs(p) || strings.ContainsRune(p, '\\')) {
		wrong("file.path must be relative and slash-delimited, is %q", p)
	}
	if n := krm.Lookup(r, "file", "index"); n != nil && (n.ShortTag() != "!!int" || strings.HasPrefix(n.Value, "-")) {
		wrong("file.index must be a number from 0, is %q", n.Value)
	}
	if tags := krm.Lookup(r, "tags"); tags != nil {
		for i := 0; i+1 < len(tags.Content); i += 2 {
			if tags.Content[i+1].ShortTag() != "!!str" {
				wrong("the tag %q must be a string", tags.Content[i].Value)
			}
		}
	}
	return errors.Join(errs...)
}

func unknownFields(r *yaml.Node) error {
	for _, key := range keys(r) {
		switch key {
		case "message", "severity", "resourceRef", "field", "file", "tags":
		default:
			return fmt.Errorf("unknown key %q", key)
		}
	}
	return nil
}

// ownResults are those that did not come in.
func (s *subject) ownResults() []*yaml.Node {
	came := map[string]int{}
	for _, r := range resultTexts(s.before.results) {
		came[r]++
	}
	var own []*yaml.Node
	for i, text := range resultTexts(s.after.results) {
		if came[text]--; came[text] < 0 {
			own = append(own, s.after.results[i])
		}
	}
	return own
}

func errorFails(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	for _, r := range s.ownResults() {
		severity := krm.Text(krm.Lookup(r, "severity"))
		if severity != "error" && severity != "" { // which is the default
			continue
		}
		message := short(krm.Text(krm.Lookup(r, "message")))
		if s.out.Code == 0 {
			return broken("exit status 0 with the error %q", message)
		}
		return kept("exit status %d with the error %q", s.out.Code, message)
	}
	return untried("there is no result of severity error")
}

func resultsOnStderr(s *subject) finding {
	if s.after == nil {
		return s.silent()
	}
	own := s.ownResults()
	stderr := foldSpace(s.out.Stderr)
	for _, r := range own {
		line, _, _ := strings.Cut(krm.Text(krm.Lookup(r, "message")), "\n")
		if !strings.Contains(stderr, foldSpace(line)) {
			return broken("stderr does not hold %q", short(line))
		}
	}
	if len(own) == 0 {
		return untried("there is no result")
	}
	return kept("%d results", len(own))
}

func foldSpace(s string) string { return strings.Join(strings.Fields(krm.OneLine(s)), " ") }
