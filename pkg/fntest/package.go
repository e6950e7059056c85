// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"bytes"
	"os"
	"path"
	"testing"

	"gotest.tools/v3/assert"
	"sigs.k8s.io/kustomize/kyaml/kio"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// ReadPackage returns the ResourceList that kpt makes of a folder, with the annotations that say where each resource
// stands. The file config, if it is there, becomes the functionConfig.
func ReadPackage(t *testing.T, dir, config string) []byte {
	t.Helper()
	items, err := kio.LocalPackageReader{
		PackagePath:        dir,
		PackageFileName:    "Kptfile",
		IncludeSubpackages: true,
		MatchFilesGlob:     append([]string{"Kptfile"}, kio.DefaultMatch...),
		PreserveSeqIndent:  true,
		WrapBareSeqNode:    true,
	}.Read()
	assert.NilError(t, err)
	packages := map[string]bool{}
	for _, item := range items {
		if p := item.GetAnnotations()[krm.PathAnnotation]; path.Base(p) == "Kptfile" {
			packages[path.Dir(p)] = true
		}
	}
	for _, item := range items {
		home := path.Dir(item.GetAnnotations()[krm.PathAnnotation])
		for home != "." && !packages[home] {
			home = path.Dir(home)
		}
		assert.NilError(t, item.PipeE(kyaml.SetAnnotation("internal.config.kubernetes.io/package-path", path.Join("/package", home))))
	}
	w := kio.ByteWriter{KeepReaderAnnotations: true, WrappingAPIVersion: krm.APIVersion, WrappingKind: krm.Kind}
	if text, err := os.ReadFile(config); err == nil {
		w.FunctionConfig, err = kyaml.Parse(string(text))
		assert.NilError(t, err)
	}
	var b bytes.Buffer
	w.Writer = &b
	assert.NilError(t, w.Write(items))
	return b.Bytes()
}
