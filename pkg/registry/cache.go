// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// cache remembers what is behind digests, which never changes: manifests whole, of configurations what reduce leaves. It is
// kept in memory and, where there is a folder for it, on disk. An entry on disk that is not what it should be is as if it were
// not there, and is written anew. What cannot be written is not remembered.
type cache struct {
	dir string

	mu        sync.Mutex
	manifests map[string]Manifest
	configs   map[string][]byte
	full      bool // the folder held something when it was first looked at
	looked    bool
}

// magic begins every entry on disk, with the version of its form.
const magic = "fairlead registry cache 1\n"

// keptFor is how long an entry on disk is used.
const keptFor = 90 * 24 * time.Hour

func newCache(dir string) *cache {
	return &cache{dir: dir, manifests: map[string]Manifest{}, configs: map[string][]byte{}}
}

// warm reports whether something may be remembered from an earlier run.
func (c *cache) warm() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.looked {
		c.looked = true
		c.full = c.sweep() > 0
	}
	return c.full
}

// sweep removes the entries that are too old and returns how many are left.
func (c *cache) sweep() (left int) {
	if c.dir == "" {
		return 0
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "manifest-") && !strings.HasPrefix(e.Name(), "config-") {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > keptFor {
			_ = os.Remove(c.path(e.Name()))
			continue
		}
		left++
	}
	return left
}

func (c *cache) path(name string) string { return c.dir + string(os.PathSeparator) + name }

func entryName(kind, digest string) string { return kind + "-" + strings.Replace(digest, ":", "-", 1) }

func (c *cache) manifest(digest string) (Manifest, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.manifests[digest]; ok {
		return m, true
	}
	text := c.load(entryName("manifest", digest), maxManifest)
	contentType, body, ok := bytes.Cut(text, []byte("\n"))
	if !ok || digestOf(body) != digest {
		return Manifest{}, false
	}
	m := Manifest{ContentType: string(contentType), Body: body, Digest: digest}
	c.manifests[digest] = m
	return m, true
}

func (c *cache) putManifest(m Manifest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.manifests[m.Digest]; ok || strings.Contains(m.ContentType, "\n") {
		return
	}
	c.manifests[m.Digest] = m
	c.save(entryName("manifest", m.Digest), []byte(m.ContentType+"\n"), m.Body)
}

func (c *cache) config(digest string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.configs[digest]; ok {
		return b, true
	}
	// What is left of a configuration cannot be held against the configuration's digest, so it has a sum of its own.
	text := c.load(entryName("config", digest), maxConfig)
	sum, body, ok := bytes.Cut(text, []byte("\n"))
	if !ok || string(sum) != configSum(digest, body) {
		return nil, false
	}
	if again, ok := reduce(body); !ok || !bytes.Equal(again, body) {
		return nil, false
	}
	c.configs[digest] = body
	return body, true
}

func (c *cache) putConfig(digest string, reduced []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.configs[digest]; ok {
		return
	}
	c.configs[digest] = reduced
	c.save(entryName("config", digest), []byte(configSum(digest, reduced)+"\n"), reduced)
}

func configSum(digest string, reduced []byte) string {
	return fmt.Sprintf("%x", sha256.Sum256(append([]byte(digest+"\n"), reduced...)))
}

// load returns an entry on disk without its first line; nil where there is none that could be one.
func (c *cache) load(name string, limit int64) []byte {
	if c.dir == "" {
		return nil
	}
	info, err := os.Lstat(c.path(name))
	if err != nil || !info.Mode().IsRegular() || info.Size() > limit+1024 || time.Since(info.ModTime()) > keptFor {
		return nil
	}
	f, err := os.Open(c.path(name))
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1024))
	if err != nil {
		return nil
	}
	rest, ok := bytes.CutPrefix(text, []byte(magic))
	if !ok {
		return nil
	}
	return rest
}

// save writes an entry whole or not at all.
func (c *cache) save(name string, parts ...[]byte) {
	if c.dir == "" {
		return
	}
	if os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(c.dir, ".new-*")
	if err != nil {
		return
	}
	_, err = f.WriteString(magic)
	for _, p := range parts {
		if err == nil {
			_, err = f.Write(p)
		}
	}
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), c.path(name)) != nil {
		_ = os.Remove(f.Name())
	}
}

// keptLabels are the labels of a configuration that are kept.
//
// Upstream: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md
var keptLabels = []string{LabelRevision, LabelSource}

// The labels that say from which commit of which repository an image is.
const (
	LabelRevision = "org.opencontainers.image.revision"
	LabelSource   = "org.opencontainers.image.source"
)

// reduce leaves of a configuration what is read of it here, in a form that reduces to itself. What it cannot read it returns as it
// is, with ok false.
func reduce(config []byte) (reduced []byte, ok bool) {
	type labels struct {
		Labels map[string]string `json:"Labels,omitempty"`
	}
	var c struct {
		OS           string `json:"os"`
		Architecture string `json:"architecture"`
		Variant      string `json:"variant,omitempty"`
		Created      string `json:"created"`
		Config       labels `json:"config"`
	}
	if json.NewDecoder(bytes.NewReader(config)).Decode(&c) != nil {
		return config, false
	}
	kept := map[string]string{}
	for _, l := range keptLabels {
		if v, ok := c.Config.Labels[l]; ok {
			kept[l] = v
		}
	}
	c.Config.Labels = kept
	reduced, err := json.Marshal(c)
	return reduced, err == nil
}
