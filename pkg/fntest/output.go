// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"sigs.k8s.io/kustomize/kyaml/kio"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Output is what an orchestrator left behind.
type Output struct {
	Stdout, Stderr string
	ExitCode       int
}

// Passed fails the test where the exit status is not 0, and returns stdout.
func (o Output) Passed(t *testing.T) string {
	t.Helper()
	assert.Equal(t, o.ExitCode, 0, "stdout:\n%s\nstderr:\n%s", o.Stdout, o.Stderr)
	return o.Stdout
}

// Failed fails the test where the exit status is 0, or where stderr does not hold one of the texts.
func (o Output) Failed(t *testing.T, texts ...string) {
	t.Helper()
	assert.Assert(t, o.ExitCode != 0, "it passed:\n%s\nstderr:\n%s", o.Stdout, o.Stderr)
	for _, text := range texts {
		assert.Assert(t, strings.Contains(o.Stderr, text), "%q is not in:\n%s", text, o.Stderr)
	}
}

func run(t *testing.T, name string, args ...string) Output {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		assert.NilError(t, err)
	}
	return Output{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// Resources returns the resources of a YAML stream that reach a cluster, by apiVersion, kind, namespace and name (joined
// with `|`), without the annotations of orchestrators: what two ways of rendering must agree on.
func Resources(t *testing.T, stream string) map[string]any {
	t.Helper()
	nodes, err := (&kio.ByteReader{Reader: strings.NewReader(stream), OmitReaderAnnotations: true}).Read()
	assert.NilError(t, err)
	return resources(t, nodes)
}

// PackageResources is Resources of the files of a package.
func PackageResources(t *testing.T, dir string) map[string]any {
	t.Helper()
	nodes, err := kio.LocalPackageReader{
		PackagePath: dir, PackageFileName: "Kptfile", IncludeSubpackages: true, OmitReaderAnnotations: true,
		FileSkipFunc: func(path string) bool { return strings.HasPrefix(filepath.Base(path), "kustomization.y") },
	}.Read()
	assert.NilError(t, err)
	return resources(t, nodes)
}

func resources(t *testing.T, nodes []*kyaml.RNode) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, n := range nodes {
		text, err := n.String()
		assert.NilError(t, err)
		var item map[string]any
		assert.NilError(t, sigs.Unmarshal([]byte(text), &item))
		a := annotations(item)
		if a[krm.LocalConfigAnnotation] == "true" {
			continue
		}
		for key := range a {
			if ofOrchestrator(key) {
				delete(a, key)
			}
		}
		if a != nil && len(a) == 0 {
			delete(item["metadata"].(map[string]any), "annotations")
		}
		id := identity(item)
		assert.Assert(t, all[id] == nil, "%s stands twice", id)
		all[id] = item
	}
	return all
}

// ofOrchestrator reports whether kpt or kustomize writes the annotation for its own use.
func ofOrchestrator(key string) bool {
	prefix, name, _ := strings.Cut(key, "/")
	switch prefix {
	case "internal.config.kubernetes.io", "config.k8s.io", "kustomize.config.k8s.io", "alpha.config.kubernetes.io":
		return true
	case "config.kubernetes.io":
		return name == "path" || name == "index" || name == "origin"
	}
	return false
}
