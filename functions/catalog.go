// SPDX-License-Identifier: Apache-2.0

package functions

import (
	"bytes"
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/command"
)

// Files of a function's folder that say to catalogues what it is. Both are rendered: `make golden` writes them.
const (
	MetadataFile   = "metadata.yaml"
	DefinitionFile = "definition.yaml"
)

// What all functions have in common.
const (
	repository = "https://github.com/fairlead-krm/fairlead"
	tree       = repository + "/tree/main/"
	licence    = "Apache-2.0"
	publisher  = "fairlead-krm"
)

// entry is what a catalogue says of a function beyond what its code knows.
type entry struct {
	name, description string
	// tag is mutator, validator or generator: what kpt lists functions by.
	tag string
	// examples are folders of this repository with a README each.
	examples []string
}

var entries = []entry{
	{"generate-delivery", "Generate everything that Argo CD and Argo CD Image Updater need to deliver each Project", "generator", bothExamples},
	{"generate-application", "Generate the Application, the AppProject and the ImageUpdater of each Project", "generator", bothExamples},
	{"generate-rbac", "Generate the patches that give each pipeline get and sync on its own Application", "generator", bothExamples},
	{"generate-secret-stubs", "Generate an example of each declared Secret for a person to fill and apply", "generator", bothExamples},
	{"set-ignore-differences", "Keep Argo CD's hands off the declared Secrets in every Application, whoever wrote it", "mutator", bothExamples},
	{"validate-delivery", "Find what Argo CD and Argo CD Image Updater would ignore, refuse or lose without a word", "validator", bothExamples},
}

var bothExamples = []string{"examples/home-manager", "examples/k3s-monitoring"}

// metadata is the form of kpt's catalogue, whose schema allows these fields and no other.
//
// Upstream: https://github.com/kptdev/krm-functions-catalog/blob/main/scripts/generate_docs/metadata-schema.json
type metadata struct {
	Image              string   `yaml:"image"`
	Description        string   `yaml:"description"`
	Tags               []string `yaml:"tags"`
	SourceURL          string   `yaml:"sourceURL"`
	ExamplePackageURLs []string `yaml:"examplePackageURLs"`
	License            string   `yaml:"license"`
}

// Metadata renders the metadata.yaml of a function.
func Metadata(function string) ([]byte, error) {
	e, err := entryOf(function)
	if err != nil {
		return nil, err
	}
	return block(metadata{
		Image: command.Images + "/" + e.name, Description: e.description, Tags: []string{e.tag},
		SourceURL: e.source(), ExamplePackageURLs: e.exampleURLs(), License: licence,
	})
}

// definition is a KRMFunctionDefinition, which is to a function what a CustomResourceDefinition is to a kind.
//
// Upstream: https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/2906-kustomize-function-catalog
type definition struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	Spec struct {
		Group string `yaml:"group"`
		Names struct {
			Kind string `yaml:"kind"`
		} `yaml:"names"`
		Description string              `yaml:"description"`
		Publisher   string              `yaml:"publisher"`
		Home        string              `yaml:"home"`
		Maintainers []string            `yaml:"maintainers"`
		Tags        []string            `yaml:"tags"`
		Versions    []definitionVersion `yaml:"versions"`
	} `yaml:"spec"`
}

type definitionVersion struct {
	Name       string   `yaml:"name"`
	Idempotent bool     `yaml:"idempotent"`
	Usage      string   `yaml:"usage"`
	Examples   []string `yaml:"examples"`
	License    string   `yaml:"license"`
	Runtime    struct {
		Container struct {
			Image string `yaml:"image"`
		} `yaml:"container"`
	} `yaml:"runtime"`
	Schema struct {
		OpenAPIV3Schema *yaml.Node `yaml:"openAPIV3Schema"`
	} `yaml:"schema"`
}

// Definition renders the definition.yaml of a function: a KRMFunctionDefinition with the schema of its configuration.
func Definition(function string) ([]byte, error) {
	e, err := entryOf(function)
	if err != nil {
		return nil, err
	}
	kind, err := e.configKind()
	if err != nil {
		return nil, err
	}
	version := definitionVersion{
		Name: v1alpha1.Version, Idempotent: true, Usage: e.source() + "/README.md", Examples: e.exampleURLs(), License: licence,
	}
	version.Runtime.Container.Image = command.Images + "/" + e.name + ":" + command.ImageTag
	if version.Schema.OpenAPIV3Schema, err = openAPI(v1alpha1.Schema(kind)); err != nil {
		return nil, err
	}
	var d definition
	d.APIVersion, d.Kind = "config.kubernetes.io/v1alpha1", "KRMFunctionDefinition"
	d.Metadata.Name = e.name
	d.Spec.Group, d.Spec.Names.Kind = v1alpha1.Group, kind
	d.Spec.Description, d.Spec.Publisher, d.Spec.Home = e.description, publisher, repository
	d.Spec.Maintainers, d.Spec.Tags = []string{publisher}, []string{e.tag}
	d.Spec.Versions = []definitionVersion{version}
	return block(d)
}

func entryOf(function string) (entry, error) {
	for _, e := range entries {
		if e.name == function {
			return e, nil
		}
	}
	return entry{}, fmt.Errorf("the catalogue has no entry for %s", function)
}

func (e entry) source() string { return tree + "functions/" + e.name }

func (e entry) exampleURLs() []string {
	urls := make([]string, len(e.examples))
	for i, folder := range e.examples {
		urls[i] = tree + folder
	}
	return urls
}

// configKind returns the kind of the function's configuration: its schema is published under the function's name.
func (e entry) configKind() (string, error) {
	for _, kind := range v1alpha1.Kinds() {
		if path.Base(v1alpha1.SchemaURL(kind)) == e.name+".json" {
			return kind, nil
		}
	}
	return "", fmt.Errorf("%s has no kind of configuration", e.name)
}

// openAPI turns a JSON Schema into one of OpenAPI v3, which knows neither where it is published nor a constant.
func openAPI(schema []byte) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(schema, &document); err != nil {
		return nil, fmt.Errorf("reading a schema: %w", err)
	}
	root := document.Content[0]
	for i := 0; i < len(root.Content); {
		if key := root.Content[i].Value; key == "$schema" || key == "$id" {
			root.Content = append(root.Content[:i], root.Content[i+2:]...)
			continue
		}
		i += 2
	}
	constantsAsEnums(root)
	return root, nil
}

// constantsAsEnums also takes the quotes and braces of JSON away. All our constants are strings.
func constantsAsEnums(n *yaml.Node) {
	n.Style = 0
	for _, child := range n.Content {
		constantsAsEnums(child)
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Value != "const" {
		return
	}
	n.Content = []*yaml.Node{
		{Kind: yaml.ScalarNode, Value: "type"}, {Kind: yaml.ScalarNode, Value: "string"},
		{Kind: yaml.ScalarNode, Value: "enum"}, {Kind: yaml.SequenceNode, Content: []*yaml.Node{n.Content[1]}},
	}
}

func block(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("writing a catalogue's file: %w", err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("writing a catalogue's file: %w", err)
	}
	return b.Bytes(), nil
}
