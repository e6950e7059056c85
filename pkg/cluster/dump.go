// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Stdin is the name under which Dump reads its second argument.
const Stdin = "-"

// dump is what files say of a cluster.
type dump struct {
	name  string
	items []*krm.Item
	kept  []Secret
	size  int
}

// Dump reads what `kubectl get … -o yaml` printed, or other manifests: a file, a folder with files of YAML and JSON, or
// stdin. What is YAML and no resource is passed over; what cannot be read is an error, because nobody could say what it
// would have held.
func Dump(name string, stdin io.Reader) (*Cluster, error) {
	d := &dump{name: name}
	err := d.readAll(stdin)
	if err != nil {
		return nil, err
	}
	if len(d.items)+len(d.kept) == 0 {
		return nil, fmt.Errorf("%s: there is no resource in it", d)
	}
	return &Cluster{d}, nil
}

func (d *dump) readAll(stdin io.Reader) error {
	if d.name == Stdin {
		return d.readFrom("stdin", stdin)
	}
	return filepath.WalkDir(d.name, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == d.name:
			return fmt.Errorf("%s: there is no such file or folder", path)
		case err != nil:
			return fmt.Errorf("reading %s: %w", path, err)
		case e.IsDir() && e.Name() == ".git":
			return filepath.SkipDir
		case path != d.name && (!e.Type().IsRegular() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path))):
			return nil
		}
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			return err // a link to a folder that is named itself: what it leads to is not walked
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return d.readFrom(path, f)
	})
}

// readFrom reads one file and keeps of its Secrets no value.
func (d *dump) readFrom(path string, from io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(from, krm.MaxInput+1))
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	if d.size += len(content); d.size > krm.MaxInput {
		return fmt.Errorf("%s: the dump is larger than %d MiB: leave kinds out", d, krm.MaxInput>>20)
	}
	defer clear(content)
	var docs []krm.Document
	for _, doc := range folder.Split(path, content) {
		text := doc.Text
		if !folder.HoldsSecret(text) {
			text = bytes.Clone(text) // the rest of the file is cleared
		}
		docs = append(docs, krm.Document{Path: path, Index: doc.Index, Line: doc.Line, Column: doc.Column, Text: text})
	}
	list, results := krm.FromForeign(docs)
	for _, r := range results {
		return fmt.Errorf("%s", strings.TrimPrefix(r.String(), "error: "))
	}
	for _, it := range list.Items {
		if it.Is(secret.Group, secret.Kind) {
			d.kept = append(d.kept, Secret{Namespace: it.Namespace, Name: it.Name, Type: krm.Text(it.Lookup("type")), Keys: keysOf(it)})
			continue
		}
		d.items = append(d.items, it)
	}
	return nil
}

// keysOf returns the names of the keys of a Secret, sorted.
func keysOf(it *krm.Item) []string {
	var keys []string
	for _, field := range []string{"data", "stringData"} {
		n := it.Lookup(field)
		if n == nil || n.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			keys = append(keys, n.Content[i].Value)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (d *dump) live() bool { return false }

func (d *dump) String() string {
	if d.name == Stdin {
		return "the dump from stdin"
	}
	return "the dump " + d.name
}

func (d *dump) read(_ context.Context, namespace string, kind Kind) ([]*krm.Item, error) {
	var found []*krm.Item
	for _, it := range d.items {
		if it.Is(kind.Group, kind.Kind) && (kind.ClusterScoped || in(it.Namespace, namespace)) {
			found = append(found, it)
		}
	}
	return found, nil
}

func (d *dump) secrets(_ context.Context, namespace string) ([]Secret, error) {
	var found []Secret
	for _, s := range d.kept {
		if in(s.Namespace, namespace) {
			found = append(found, s)
		}
	}
	return found, nil
}

// in reports whether what says that it is in a namespace is in the one that is asked for.
func in(says, asked string) bool { return asked == AllNamespaces || says == "" || says == asked }
