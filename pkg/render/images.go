// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// image is an entry of `images` of a kustomization.
type image struct {
	Name    string `yaml:"name"`
	NewName string `yaml:"newName,omitempty"`
	NewTag  string `yaml:"newTag,omitempty"`
	Digest  string `yaml:"digest,omitempty"`
}

// setImages does what `kustomize edit set image` does, which is what Argo CD calls: an entry takes the place of the one of its
// name, with its digest, and all are sorted by name.
func setImages(tree fs.FS, file string, images []string) (fs.FS, error) {
	text, err := fs.ReadFile(tree, file)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read", file)
	}
	var k map[string]any
	var own struct{ Images []image }
	if yaml.Unmarshal(text, &k) != nil || yaml.Unmarshal(text, &own) != nil {
		return nil, fmt.Errorf("%s is no kustomization that can be read", file)
	}
	byName := map[string]image{}
	for _, im := range own.Images {
		byName[im.Name] = im
	}
	for _, written := range images {
		im := parseImage(written)
		byName[im.Name] = im
	}
	all := make([]image, 0, len(byName))
	for _, im := range byName {
		all = append(all, im)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	if k == nil {
		k = map[string]any{}
	}
	k["images"] = all
	edited, err := yaml.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("%s is no kustomization that can be written", file)
	}
	return overlay{tree, file, edited}, nil
}

func parseImage(written string) image {
	name, ref, renamed := strings.Cut(written, "=")
	if !renamed {
		ref = written
	}
	slash := strings.LastIndexByte(ref, '/')
	base, tag, _ := strings.Cut(ref[slash+1:], ":")
	im := image{Name: name, NewName: ref[:slash+1] + base, NewTag: tag}
	if !renamed {
		im.Name, im.NewName = im.NewName, ""
	}
	return im
}

// overlay is a tree with another text in one of its files.
type overlay struct {
	fs.FS
	file string
	text []byte
}

// ReadFile implements fs.ReadFileFS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if name == o.file {
		return bytes.Clone(o.text), nil
	}
	return fs.ReadFile(o.FS, name)
}
