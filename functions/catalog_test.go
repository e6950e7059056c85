// SPDX-License-Identifier: Apache-2.0

package functions_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/functions"
	"github.com/fairlead-krm/fairlead/pkg/command"
)

// TestCatalogIsRendered holds metadata.yaml and definition.yaml of every function to what the code says.
func TestCatalogIsRendered(t *testing.T) {
	for _, name := range command.FunctionNames() {
		for file, render := range map[string]func(string) ([]byte, error){
			functions.MetadataFile: functions.Metadata, functions.DefinitionFile: functions.Definition,
		} {
			text, err := render(name)
			assert.NilError(t, err)
			golden.Assert(t, string(text), filepath.Join("..", name, file))
		}
	}
	_, err := functions.Metadata("another")
	assert.ErrorContains(t, err, "another")
}

// TestEveryFunctionIsInTheCatalog: folders and names agree.
func TestEveryFunctionIsInTheCatalog(t *testing.T) {
	files, err := filepath.Glob("*/" + functions.MetadataFile)
	assert.NilError(t, err)
	var folders []string
	for _, file := range files {
		folders = append(folders, filepath.Dir(file))
	}
	assert.DeepEqual(t, folders, slices.Sorted(slices.Values(command.FunctionNames())))
}

// TestMetadata holds what kpt's catalogue asks of a metadata.yaml beyond the fields that it allows.
// Upstream: https://github.com/kptdev/krm-functions-catalog/blob/main/scripts/generate_docs/metadata-schema.json
func TestMetadata(t *testing.T) {
	allowed := []string{"image", "description", "tags", "sourceURL", "examplePackageURLs", "license", "hidden"}
	for _, name := range command.FunctionNames() {
		var all map[string]any
		assert.NilError(t, yaml.Unmarshal(functions.Doc(name, functions.MetadataFile), &all))
		for key, value := range all {
			assert.Check(t, slices.Contains(allowed, key), "%s: %s is no field of kpt's catalogue", name, key)
			if tags, ok := value.([]any); ok && key == "tags" {
				assert.Check(t, len(tags) > 0)
				for _, tag := range tags {
					assert.Check(t, slices.Contains([]any{"mutator", "validator", "generator"}, tag), "%s: the tag %v", name, tag)
				}
				delete(all, key)
			}
		}
		for _, required := range []string{"image", "description"} {
			assert.Check(t, all[required] != nil, "%s has no %s", name, required)
		}
		assert.Check(t, strings.HasPrefix(all["image"].(string), "ghcr.io/"))
		exist(t, all["sourceURL"].(string))
		for _, url := range all["examplePackageURLs"].([]any) {
			exist(t, url.(string)+"/README.md")
		}
	}
}

// krmDefinition is what the tests read of a definition; tools/release reads it whole, by kyaml's type.
type krmDefinition struct {
	Spec struct {
		Group    string
		Names    struct{ Kind string }
		Versions []struct {
			Name, Usage string
			Idempotent  bool
			Examples    []string
			Runtime     struct{ Container struct{ Image string } }
			Schema      struct{ OpenAPIV3Schema any }
		}
	}
}

func definition(t *testing.T, name string) krmDefinition {
	t.Helper()
	var d krmDefinition
	assert.NilError(t, sigs.Unmarshal(functions.Doc(name, functions.DefinitionFile), &d))
	assert.Equal(t, len(d.Spec.Versions), 1)
	return d
}

// TestDefinition tries the schema of each definition on configurations, correct and not.
func TestDefinition(t *testing.T) {
	for _, name := range command.FunctionNames() {
		t.Run(name, func(t *testing.T) {
			d := definition(t, name)
			version := d.Spec.Versions[0]
			assert.Check(t, version.Idempotent) // pkg/fntest holds it on every case
			exist(t, version.Usage)
			assert.Check(t, len(version.Examples) > 0)
			for _, url := range version.Examples {
				exist(t, url)
			}

			schema := compiled(t, version.Schema.OpenAPIV3Schema)
			head := "apiVersion: " + d.Spec.Group + "/" + version.Name + "\nkind: " + d.Spec.Names.Kind + "\n"
			assert.NilError(t, validate(t, schema, head+"metadata: {name: a}\nspec: {}\n"))
			for _, wrong := range []string{
				"apiVersion: " + d.Spec.Group + "/v1\nkind: " + d.Spec.Names.Kind + "\n",
				"apiVersion: " + d.Spec.Group + "/" + version.Name + "\nkind: Project\n",
				head + "spec: {nothing: 1}\n",
				"kind: " + d.Spec.Names.Kind + "\n",
			} {
				assert.Check(t, validate(t, schema, wrong) != nil, wrong)
			}
			cases, err := filepath.Glob(filepath.Join(name, "testdata", "*", "config.yaml"))
			assert.NilError(t, err)
			for _, file := range cases {
				config, err := os.ReadFile(file)
				assert.NilError(t, err)
				said, err := os.ReadFile(filepath.Join(filepath.Dir(file), "stderr"))
				assert.Check(t, err == nil || os.IsNotExist(err))
				refused := strings.Contains(string(said), "[unknown-field]") || strings.Contains(string(said), "[wrong-function-config]")
				assert.Check(t, refused == (validate(t, schema, string(config)) != nil), "%s: the function and the schema disagree", file)
			}
		})
	}
}

// TestHelpSaysHowToConfigure holds that --help, which is what `kpt fn doc` shows, names the kind of the configuration.
func TestHelpSaysHowToConfigure(t *testing.T) {
	for _, name := range command.FunctionNames() {
		d := definition(t, name)
		readme := string(functions.Doc(name, "README.md"))
		_, examples, _ := strings.Cut(readme, "<!--mdtogo:Examples-->")
		examples, _, _ = strings.Cut(examples, "<!--mdtogo-->")
		for _, want := range []string{"kind: " + d.Spec.Names.Kind + "\n", "image: " + d.Spec.Versions[0].Runtime.Container.Image + "\n"} {
			assert.Check(t, strings.Contains(examples, want), "the examples of %s do not hold %q", name, want)
		}
		_, options, _ := strings.Cut(readme, "## Configuration")
		spec := d.Spec.Versions[0].Schema.OpenAPIV3Schema.(map[string]any)["properties"].(map[string]any)["spec"].(map[string]any)
		for field := range spec["properties"].(map[string]any) {
			explained := strings.Contains(options, "`spec."+field+"`") || strings.Contains(options, "\n  "+field+":") // in a table or an example
			assert.Check(t, explained, "the README of %s does not explain spec.%s", name, field)
		}
	}
}

// compiled returns the schema of a definition, which is a JSON Schema too.
func compiled(t *testing.T, openAPI any) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	assert.NilError(t, c.AddResource("definition.json", openAPI))
	schema, err := c.Compile("definition.json")
	assert.NilError(t, err)
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, config string) error {
	t.Helper()
	text, err := sigs.YAMLToJSON([]byte(config))
	assert.NilError(t, err)
	var value any
	assert.NilError(t, json.Unmarshal(text, &value))
	return schema.Validate(value)
}

// exist holds that a page of this repository is there.
func exist(t *testing.T, url string) {
	t.Helper()
	name, found := strings.CutPrefix(url, "https://github.com/fairlead-krm/fairlead/tree/main/")
	assert.Assert(t, found, url)
	_, err := os.Stat(filepath.Join("..", filepath.FromSlash(name)))
	assert.NilError(t, err)
}
