// SPDX-License-Identifier: Apache-2.0

// Package image makes the images of the functions without a container engine: one index per function with one image per
// platform, and beside each image its bill of materials. Equal sources give equal digests.
package image

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/fairlead-krm/fairlead/tools/release/gobuild"
	"github.com/fairlead-krm/fairlead/tools/release/rootfs"
	"github.com/fairlead-krm/fairlead/tools/release/sbom"
)

// Platforms are what images are made for.
var Platforms = []gobuild.Platform{{OS: "linux", Arch: "amd64"}, {OS: "linux", Arch: "arm64"}}

// Options are what all images of a release have in common.
type Options struct {
	// Root is the top of the repository.
	Root string
	// Version as in v1.2.3, and the Revision: the commit, or nothing where it is not known.
	Version, Revision string
	// Created is the time that images, files and documents name. It should be the commit's.
	Created time.Time
}

// Image is what a release holds of one function.
type Image struct {
	Name  string
	Index v1.ImageIndex
	// Single are the images of the index, by platform.
	Single []Single
}

// Single is the image of one platform.
type Single struct {
	On    gobuild.Platform
	Image v1.Image
	// SBOM is the document; Referrer is the same as an OCI artifact whose subject is the image.
	SBOM     []byte
	Referrer v1.Image
}

// Make builds a function for every platform and packs it.
func Make(ctx context.Context, o Options, name string) (*Image, error) {
	labels, err := labels(o, name)
	if err != nil {
		return nil, err
	}
	made := &Image{Name: name}
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, on := range Platforms {
		single, err := makeSingle(ctx, o, name, on, labels)
		if err != nil {
			return nil, fmt.Errorf("making the image of %s for %s: %w", name, on, err)
		}
		made.Single = append(made.Single, *single)
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add: single.Image, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: on.OS, Architecture: on.Arch}},
		})
	}
	// Where an image has several platforms, registries show the annotations of its index.
	made.Index = mutate.Annotations(index, labels).(v1.ImageIndex)
	return made, nil
}

func makeSingle(ctx context.Context, o Options, name string, on gobuild.Platform, labels map[string]string) (single *Single, err error) {
	temporary, err := os.MkdirTemp("", "fairlead-image-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	binary := filepath.Join(temporary, name)
	if err := gobuild.Build(ctx, o.Root, name, on, o.Version, binary); err != nil {
		return nil, err
	}
	files, err := rootfs.Files(ctx, o.Root, binary)
	if err != nil {
		return nil, err
	}
	image, err := pack(files, on, labels, o.Created)
	if err != nil {
		return nil, err
	}
	document, err := sbom.Of(sbom.Subject{Name: name, Platform: on.String(), Version: o.Version, Revision: o.Revision, Binary: binary, Licences: files, Created: o.Created})
	if err != nil {
		return nil, err
	}
	referrer, err := attach(image, sbom.MediaType, name+".spdx.json", document, map[string]string{created: o.Created.UTC().Format(time.RFC3339)})
	if err != nil {
		return nil, err
	}
	return &Single{On: on, Image: image, SBOM: document, Referrer: referrer}, nil
}

// pack makes the image of a root file system: what all functions have in common in one layer, which registries and nodes
// keep once, and the binary with its licences in another.
func pack(files []rootfs.File, on gobuild.Platform, labels map[string]string, at time.Time) (v1.Image, error) {
	var common, own []rootfs.File
	for _, f := range files {
		if strings.HasPrefix(f.Name, "etc/") {
			common = append(common, f)
		} else {
			own = append(own, f)
		}
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	for _, layerFiles := range [][]rootfs.File{common, own} {
		text, err := archive(layerFiles, at)
		if err != nil {
			return nil, err
		}
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
			tarball.WithMediaType(types.OCILayer))
		if err != nil {
			return nil, err
		}
		image, err = mutate.Append(image, mutate.Addendum{Layer: layer, History: v1.History{
			Created: v1.Time{Time: at.UTC()}, CreatedBy: "make images", Comment: layerFiles[len(layerFiles)-1].Name,
		}})
		if err != nil {
			return nil, err
		}
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = on.OS, on.Arch, v1.Time{Time: at.UTC()}
	config.Config = v1.Config{User: rootfs.User, Entrypoint: []string{rootfs.Entrypoint}, WorkingDir: "/", Labels: labels}
	image, err = mutate.ConfigFile(image, config)
	if err != nil {
		return nil, err
	}
	return mutate.Annotations(image, labels).(v1.Image), nil
}

// archive writes files, and the folders above them, as a tar stream in the order given.
func archive(files []rootfs.File, modified time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	folders := map[string]bool{".": true}
	for _, f := range files {
		var missing []string
		for dir := path.Dir(f.Name); !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
			missing = append([]string{dir}, missing...)
		}
		for _, dir := range missing {
			if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755, ModTime: modified}); err != nil {
				return nil, err
			}
		}
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.Name, Mode: int64(f.Mode.Perm()), Size: int64(len(f.Data)), ModTime: modified}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
