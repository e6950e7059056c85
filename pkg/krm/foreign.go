// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Rules of what FromForeign finds.
const (
	RuleNotYAML = "not-yaml"
	RuleNotUTF8 = "not-utf8"
)

// FromForeign makes a list of the resources among documents that anyone may have written. What is YAML and no resource is
// passed over: values files, workflows. So are templates, document by document, and they are counted. A list of resources is taken apart. So is a ResourceList that is the
// only document, and its functionConfig becomes that of the list; among others it is what a test reads. What cannot be
// read is a result, and the others are read all the same.
func FromForeign(docs []Document) (*ResourceList, []Result) {
	l := &ResourceList{Items: make([]*Item, 0, len(docs))}
	var results []Result
	charts := chartsOf(docs)
	shared := slabs{whole: len(docs) > 1}
	for start := 0; start < len(docs); {
		end := start + 1
		for end < len(docs) && docs[end].Path == docs[start].Path {
			end++
		}
		results = append(results, l.readForeignFile(docs[start:end], len(docs) == 1, charts, &shared)...)
		start = end
	}
	return l, results
}

// foreign is a document on its way.
type foreign struct {
	Document
	root   *yaml.Node
	err    error
	notes  *yaml.Node // holds the comments around the root
	result *Result
	// fromOrchestrator is set for a ResourceList, whose items say where they stand.
	fromOrchestrator bool
}

func (l *ResourceList) readForeignFile(docs []Document, alone bool, charts charts, shared *slabs) []Result {
	var results []Result
	depth := 0 // blocks of actions that templates before left open
	for _, d := range docs {
		f := &foreign{Document: d}
		f.parse(shared)
		if hasAction(d.Text) && (f.err != nil || depth > 0 || hasComplexKey(f.root)) {
			found := actionsOf(d.Text)
			if depth > 0 || f.isTemplate(charts, found) {
				depth = max(0, depth+opened(d.Text))
				l.Templates++
				continue
			}
			if found.bare > 0 {
				results = append(results, f.unquoted(found.bare))
				continue
			}
		}
		switch {
		case depth > 0:
			l.Templates++
		case f.err != nil:
			if r := f.notYAML(); r != nil {
				results = append(results, *r)
			}
		case f.result != nil:
			results = append(results, *f.result)
		case f.root != nil && (alone || Text(Lookup(f.root, "kind")) != Kind):
			results = append(results, l.unpack(f)...)
		}
	}
	return results
}

func (f *foreign) parse(shared *slabs) {
	if at := invalidUTF8(f.Text); at >= 0 {
		if bytes.HasPrefix(f.Text, []byte("\x00GITCRYPT\x00")) {
			return
		}
		r := f.finding(Error, RuleNotUTF8, f.Line+bytes.Count(f.Text[:at], []byte("\n")),
			"this line is not UTF-8: convert the file; nothing in this document was checked")
		f.result = &r
		return
	}
	doc, err := shared.decode(f.Text)
	if err != nil {
		if !errors.Is(err, io.EOF) {
			f.err = SyntaxError(err)
		}
		return
	}
	f.notes = doc
	if len(doc.Content) == 1 {
		f.root = doc.Content[0]
	}
}

func (f *foreign) finding(severity Severity, rule string, line int, message string) Result {
	return Result{
		Message: message, Severity: severity, Rule: rule, File: &File{Path: f.Path, Index: f.Index}, Line: line, Column: 1,
	}
}

// notRead words an error that a node of the document, or the whole, is about.
func (f *foreign) notRead(err error, whole *yaml.Node) Result {
	at := PlaceOf(err, whole)
	r := f.finding(Error, RuleNotYAML, f.Line+at.Line-1, err.Error()+": nothing in this document was checked")
	if r.Column = at.Column; at.Line == 1 && f.Column > 1 {
		r.Column += f.Column - 1
	}
	return r
}

// notYAML words what is no YAML. Where nothing says that it was meant to be a resource, it is a warning; a JSON file may
// be one of the dialects that have comments.
func (f *foreign) notYAML() *Result {
	severity := Warning
	if bytes.Contains(f.Text, []byte("apiVersion")) {
		severity = Error
	}
	if path.Ext(f.Path) == ".json" && (severity == Warning || json.Valid(f.Text)) {
		return nil
	}
	line, words := cutLine(f.err, f.Text)
	r := f.finding(severity, RuleNotYAML, f.Line+line-1, "this is not YAML ("+words+"): nothing in this document was checked")
	return &r
}

// unquoted words what YAML cannot read as it is meant, in a text that has actions and is no template. Argo CD's resources
// have actions within quotes; others may yet be filled by what nobody here knows, so that it is a warning.
func (f *foreign) unquoted(line int) Result {
	severity := Warning
	if bytes.Contains(f.Text, []byte("argoproj.io/")) {
		severity = Error
	}
	r := f.finding(severity, RuleNotYAML, f.Line+line-1,
		"YAML reads {{ without quotes as a mapping: put the value in quotes, as in '{{name}}'; nothing in this document was checked")
	return r
}

// hasComplexKey finds a mapping as a key: YAML reads `{{ .Values.name }}` without quotes as one.
func hasComplexKey(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.Kind == yaml.MappingNode || hasComplexKey(c) {
			return true
		}
	}
	return false
}

// unpack adds the resources of a document.
func (l *ResourceList) unpack(f *foreign) []Result {
	root := Resolve(f.root)
	if root.Kind != yaml.MappingNode {
		return nil
	}
	apiVersion, kind := Text(Lookup(root, "apiVersion")), Text(Lookup(root, "kind"))
	switch base := path.Base(f.Path); {
	case base == "kustomization.yaml" || base == "kustomization.yml":
		apiVersion, kind = firstOf(apiVersion, "kustomize.config.k8s.io/v1beta1"), firstOf(kind, "Kustomization")
	case apiVersion == "" || kind == "":
		return nil
	}
	if bytes.IndexByte(f.Text, '&') < 0 {
		// No anchor, no alias.
	} else if err := CheckAliases(root); err != nil {
		return []Result{f.notRead(err, root)}
	}
	items := Lookup(root, "items")
	if !strings.HasSuffix(kind, "List") || items == nil || items.Kind != yaml.SequenceNode {
		it, result := f.item(f.root, apiVersion, kind)
		if it != nil {
			it.text, it.source, it.startLine = f.Text, f.Text, 1
			it.node.HeadComment = joinComments(f.notes.HeadComment, it.node.HeadComment)
			it.node.FootComment = joinComments(it.node.FootComment, f.notes.FootComment)
			l.Items = append(l.Items, it)
		}
		return result
	}
	var results []Result
	f.fromOrchestrator = kind == Kind
	if kind == "List" || kind == Kind {
		apiVersion, kind = "", ""
	}
	for _, n := range items.Content {
		it, result := f.item(n, apiVersion, strings.TrimSuffix(kind, "List"))
		results = append(results, result...)
		if it != nil {
			l.Items = append(l.Items, it)
		}
	}
	if fc := Lookup(root, "functionConfig"); fc != nil && fc.Kind == yaml.MappingNode {
		it, result := f.item(fc, "", "")
		l.FunctionConfig, results = it, append(results, result...)
	}
	return results
}

// item reads one resource. It is nil where the node is none.
func (f *foreign) item(n *yaml.Node, apiVersion, kind string) (*Item, []Result) {
	if Resolve(n).Kind != yaml.MappingNode {
		return nil, nil
	}
	it, err := itemOf(n)
	if err != nil {
		return nil, []Result{f.notRead(err, Resolve(n))}
	}
	it.APIVersion, it.Kind = firstOf(it.APIVersion, apiVersion), firstOf(it.Kind, kind)
	if it.APIVersion == "" || it.Kind == "" {
		return nil, nil
	}
	if f.fromOrchestrator && it.Path != "" {
		return it, nil // an orchestrator read the file: lines of its list mean nothing to a person
	}
	it.Package, it.Path, it.Index, it.line, it.column = f.Package, f.Path, f.Index, f.Line, f.Column
	return it, nil
}
