// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// config is one configuration of a plugin.
type config struct {
	text string
	// line is the line of the file on which the text begins.
	line int
}

// split cuts a text into configurations. isResources is false where its first document is no mapping, as in the name of a
// file.
func split(text string) (configs []config, isResources bool) {
	for i, d := range folder.Split("", []byte(text)) {
		var doc yaml.Node
		if err := yaml.Unmarshal(d.Text, &doc); i == 0 && err == nil && len(doc.Content) == 1 {
			isResources = krm.Resolve(doc.Content[0]).Kind == yaml.MappingNode
		}
		configs = append(configs, config{text: string(d.Text), line: d.Line})
	}
	return configs, isResources
}

// join is one text again, in which nobody can find other documents. Its first line is a comment: what kustomize cannot read
// as a configuration it takes for the name of a file or of a repository, and that no name begins so.
func join(configs []config) string {
	text := "# as it was checked\n"
	for i, c := range configs {
		if i > 0 {
			if !strings.HasSuffix(text, "\n") {
				text += "\n"
			}
			text += "---\n"
		}
		text += c.text
	}
	return text
}

// separator is what a reader may take for the end of a document. kustomize cuts a text at each line that begins with `---`,
// also where YAML reads a key (`---#a: b`).
var separator = regexp.MustCompile("(?:^|[\n\r\u0085\u2028\u2029])(?:---|\\.\\.\\.)")

// The annotations, and the field of the metadata, by which kustomize knows a function.
const (
	functionAnnotation       = krm.FunctionAnnotation
	olderFunctionAnnotation  = "config.k8s.io/function"
	containerAnnotation      = "config.kubernetes.io/container"
	functionField            = "configFn"
	builtinVersion           = "builtin"
	helmChartInflationPlugin = "HelmChartInflationGenerator"
)

// builtins are the plugins that kustomize itself is, without the one that runs helm.
var builtins = []string{
	"AnnotationsTransformer", "ConfigMapGenerator", "HashTransformer", "IAMPolicyGenerator", "ImageTagTransformer",
	"LabelTransformer", "LegacyOrderTransformer", "NamespaceTransformer", "PatchJson6902Transformer",
	"PatchStrategicMergeTransformer", "PatchTransformer", "PrefixSuffixTransformer", "PrefixTransformer",
	"ReplacementTransformer", "ReplicaCountTransformer", "SecretGenerator", "SortOrderTransformer", "SuffixTransformer",
	"ValueAddTransformer",
}

// plugin judges the configuration of a plugin. known says that p is the file with the text, so that lines can be named.
func (t *tree) plugin(c config, p place, known bool) {
	at := func(n *yaml.Node, field string) place {
		if !known {
			return p
		}
		q := p.at(n, field)
		q.line = max(q.line, 1) + c.line - 1
		q.column = max(q.column, 1)
		return q
	}
	root, err := parse(c.text)
	if err != nil {
		t.refuse(at(nil, ""), "it must be the configuration of a plugin: %v", err)
		return
	}
	if separator.MatchString(c.text) {
		t.refuse(at(nil, ""), "the configuration of a plugin must be plain, without a line that begins with `---` or `...`")
		return
	}
	if n := notPlain(root); n != nil {
		t.refuse(at(n, ""), "the configuration of a plugin must be plain, without anchors, aliases, merge keys and keys that are no words")
		return
	}
	meta := krm.Lookup(root, "metadata")
	notes := krm.Lookup(meta, "annotations")
	for _, n := range []*yaml.Node{root, meta, notes} {
		if key := twice(n); key != nil {
			t.refuse(at(key, ""), "the key %q stands twice", key.Value)
			return
		}
	}
	kind := krm.Text(krm.Lookup(root, "kind"))
	p.resource = &krm.ResourceRef{Kind: kind, Name: krm.Text(krm.Lookup(meta, "name"))}
	if kind == "" || strings.HasSuffix(kind, "List") {
		t.refuse(at(krm.Lookup(root, "kind"), "kind"), "it must be the configuration of one plugin")
		return
	}
	if p.resource.Name == "" {
		t.refuse(at(meta, "metadata.name"), "the configuration of a plugin must have a name")
		return
	}
	if krm.Text(krm.Lookup(root, "apiVersion")) == builtinVersion {
		if kind == helmChartInflationPlugin {
			t.refuse(at(krm.Lookup(root, "kind"), "kind"), "helm does not run here: a chart can bring programs of its own")
		} else if !slices.Contains(builtins, kind) {
			t.refuse(at(krm.Lookup(root, "kind"), "kind"), "Fairlead does not know this plugin of kustomize, so it cannot know what it runs")
		}
		asJSON, err := sigs.YAMLToJSON([]byte(c.text))
		if err != nil {
			t.refuse(at(nil, ""), "it must be the configuration of a plugin: it is not YAML")
			return
		}
		for _, entry := range fetched("", asJSON) {
			t.refuse(at(nil, ""), "%q: %v", entry, errFetched)
		}
		return
	}
	t.function(meta, notes, at)
}

// function judges which function a configuration names.
func (t *tree) function(meta, notes *yaml.Node, at func(n *yaml.Node, field string) place) {
	if n := krm.Lookup(meta, functionField); n != nil {
		t.refuse(at(n, "metadata."+functionField), "it names a function in a way that is out of date; %s", t.allowed())
		return
	}
	if n := krm.Lookup(notes, containerAnnotation); n != nil {
		t.refuse(at(n, "metadata.annotations["+containerAnnotation+"]"), "it runs the container %q; %s", n.Value, t.allowed())
		return
	}
	named := false
	for _, key := range []string{functionAnnotation, olderFunctionAnnotation} {
		n := krm.Lookup(notes, key)
		if n == nil {
			continue
		}
		named = true
		if why := t.judge(n); why != "" {
			t.refuse(at(n, "metadata.annotations["+key+"]"), "%s; %s", why, t.allowed())
		}
	}
	if !named {
		t.refuse(at(nil, ""), "kustomize would look for a plugin of this kind in its plugin home, and there is none; %s", t.allowed())
	}
}

// judge says why what an annotation names must not run, and "" where it may.
func (t *tree) judge(annotation *yaml.Node) string {
	text, err := sigs.YAMLToJSONStrict([]byte(krm.Text(annotation)))
	var spec, exec map[string]json.RawMessage
	if err != nil || json.Unmarshal(text, &spec) != nil || len(spec) == 0 {
		return "it must name a function as in `exec: {path: " + t.Functions[0] + "}`"
	}
	for _, key := range sortedKeys(spec) {
		switch key {
		case "container":
			var container struct {
				Image string `json:"image"`
			}
			_ = json.Unmarshal(spec[key], &container) // which image it was is for the message only
			return fmt.Sprintf("it runs the container %q, and no container runs in the repo server", container.Image)
		case "exec", "deferFailure":
		default:
			return fmt.Sprintf("%q is no word of a function", key)
		}
	}
	if json.Unmarshal(spec["exec"], &exec) != nil || exec["path"] == nil {
		return "it must name a function as in `exec: {path: " + t.Functions[0] + "}`"
	}
	var path string
	if json.Unmarshal(exec["path"], &path) != nil {
		return "exec.path must be a text"
	}
	if !t.mayRun(path) {
		return fmt.Sprintf("it runs %q", path)
	}
	for _, key := range sortedKeys(exec) {
		if key != "path" {
			return fmt.Sprintf("exec.%s must not be set: the functions take none", key)
		}
	}
	return ""
}

// mayRun reports whether a path is one of the functions: its bare name, or its name beside this binary.
func (t *tree) mayRun(path string) bool {
	if !strings.ContainsRune(path, '/') {
		return slices.Contains(t.Functions, path)
	}
	dir, name := filepath.Split(path)
	if filepath.Clean(dir) != filepath.Dir(t.Self) || dir != filepath.Dir(t.Self)+"/" || !slices.Contains(t.Functions, name) {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

// parse reads the one document of a text.
func parse(text string) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var doc, rest yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		return nil, krm.SyntaxError(err)
	}
	if err := decoder.Decode(&rest); !errors.Is(err, io.EOF) {
		return nil, errors.New("it holds a second document that is not set off by a line `---`")
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("it is no mapping")
	}
	return doc.Content[0], nil
}

// notPlain finds an anchor, an alias, a merge key or a key that is no scalar.
func notPlain(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Tag == "!!merge" {
		return n
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.Kind != yaml.ScalarNode {
			return c
		}
		if found := notPlain(c); found != nil {
			return found
		}
	}
	return nil
}

// twice finds a key that a mapping holds twice.
func twice(n *yaml.Node) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return key
		}
		seen[key.Value] = true
	}
	return nil
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
