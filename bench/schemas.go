// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	kyaml3 "sigs.k8s.io/kustomize/kyaml/yaml"
)

// crd is a CustomResourceDefinition in a module, pinned as tools/schemas pins it.
type crd struct{ module, version, sum, file string }

const (
	argocdModule, argocdVersion, argocdSum    = "github.com/argoproj/argo-cd/v3", "v3.5.7", "h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0="
	updaterModule, updaterVersion, updaterSum = "github.com/argoproj-labs/argocd-image-updater", "v1.3.0", "h1:MFqUKURoh14wV1ansPGFnzLIvUGhzWOMU8L2x96041U="
)

var crds = []crd{
	{argocdModule, argocdVersion, argocdSum, "manifests/crds/application-crd.yaml"},
	{argocdModule, argocdVersion, argocdSum, "manifests/crds/appproject-crd.yaml"},
	{updaterModule, updaterVersion, updaterSum, "config/crd/bases/argocd-image-updater.argoproj.io_imageupdaters.yaml"},
}

// writeSchemas writes JSON schemas as kubeconform's own script makes them of CRDs, and that of a Secret by the same rules
// from the OpenAPI document of Kubernetes that kyaml holds.
func writeSchemas(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, c := range crds {
		text, err := c.read()
		if err != nil {
			return fmt.Errorf("%s@%s: %w", c.module, c.version, err)
		}
		if err := convert(dir, text); err != nil {
			return fmt.Errorf("%s@%s: %s: %w", c.module, c.version, c.file, err)
		}
	}
	secret, err := core("Secret")
	if err != nil {
		return err
	}
	return writeSchema(dir, "secret-v1.json", secret)
}

// convert writes the schema of each version of a CRD.
func convert(dir string, text []byte) error {
	var definition struct {
		Spec struct {
			Group    string
			Names    struct{ Kind string }
			Versions []struct {
				Name   string
				Schema struct {
					OpenAPI map[string]any `yaml:"openAPIV3Schema"`
				}
			}
		}
	}
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return err
	}
	if len(definition.Spec.Versions) == 0 {
		return fmt.Errorf("has no version")
	}
	for _, v := range definition.Spec.Versions {
		group, _, _ := strings.Cut(definition.Spec.Group, ".")
		name := strings.ToLower(definition.Spec.Names.Kind) + "-" + group + "-" + v.Name + ".json"
		if err := writeSchema(dir, name, v.Schema.OpenAPI); err != nil {
			return err
		}
	}
	return nil
}

func writeSchema(dir, name string, schema map[string]any) error {
	closeObjects(schema, true)
	text, err := json.Marshal(eitherType(schema))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), text, 0o644)
}

// closeObjects forbids, below the root, the fields that a schema does not name. Lists are not looked into, as in the script.
func closeObjects(schema map[string]any, root bool) {
	if _, has := schema["properties"]; has && !root {
		if _, has := schema["additionalProperties"]; !has {
			schema["additionalProperties"] = false
		}
	}
	for _, v := range schema {
		if m, ok := v.(map[string]any); ok {
			closeObjects(m, false)
		}
	}
}

// eitherType replaces what is a number or a text.
func eitherType(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if m, ok := value.(map[string]any); ok && m["format"] == "int-or-string" {
				v[key] = map[string]any{"oneOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "integer"}}}
				continue
			}
			v[key] = eitherType(value)
		}
	case []any:
		for i := range v {
			v[i] = eitherType(v[i])
		}
	}
	return v
}

// core is the schema of a kind of the core group, with what it refers to in its place.
func core(kind string) (map[string]any, error) {
	schema := openapi.SchemaForResourceType(kyaml3.TypeMeta{APIVersion: "v1", Kind: kind})
	if schema == nil {
		return nil, fmt.Errorf("kyaml has no schema of %s", kind)
	}
	var definitions struct{ Definitions map[string]any }
	all, err := json.Marshal(openapi.Schema())
	if err == nil {
		err = json.Unmarshal(all, &definitions)
	}
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(schema.Schema)
	if err != nil {
		return nil, err
	}
	var root map[string]any
	err = json.Unmarshal(text, &root)
	expanded, _ := expand(root, definitions.Definitions).(map[string]any)
	return expanded, err
}

func expand(v any, definitions map[string]any) any {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return expand(definitions[strings.TrimPrefix(ref, "#/definitions/")], definitions)
		}
		expanded := make(map[string]any, len(v))
		for key, value := range v {
			expanded[key] = expand(value, definitions)
		}
		return expanded
	case []any:
		expanded := make([]any, len(v))
		for i := range v {
			expanded[i] = expand(v[i], definitions)
		}
		return expanded
	}
	return v
}

// read returns the CRD. The go command downloads the module and checks it against the checksum database.
func (c crd) read() ([]byte, error) {
	var module struct{ Zip, Sum, Error string }
	// It fails for a module that wants a newer Go, and names the zip all the same: nothing of it is built.
	out, failed := exec.Command("go", "mod", "download", "-json", c.module+"@"+c.version).Output()
	if err := json.Unmarshal(out, &module); err != nil || module.Zip == "" {
		return nil, fmt.Errorf("cannot be downloaded: %v %s", failed, module.Error)
	}
	if module.Sum != c.sum {
		return nil, fmt.Errorf("has the sum %s, pinned is %s", module.Sum, c.sum)
	}
	archive, err := zip.OpenReader(module.Zip)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	f, err := archive.Open(c.module + "@" + c.version + "/" + c.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
