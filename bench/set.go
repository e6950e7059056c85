// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// set is resources by identity, each as JSON with sorted keys, without the annotations of orchestrators.
type set map[string]string

// read reads the resources of a ResourceList, or of a stream of documents. Without values it only tells them apart:
// each stands for itself by what its lines say, which is enough to count them and needs no tree of a large output.
func read(text []byte, values bool) (set, error) {
	if !values {
		return identities(text)
	}
	s := set{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document map[string]any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if document == nil {
			continue
		}
		resources := []any{document}
		if document["kind"] == "ResourceList" {
			resources, _ = document["items"].([]any)
		}
		for _, r := range resources {
			if err := s.add(r); err != nil {
				return nil, err
			}
		}
	}
}

func (s set) add(resource any) error {
	r, ok := resource.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no resource", resource)
	}
	metadata, _ := r["metadata"].(map[string]any)
	if annotations, ok := metadata["annotations"].(map[string]any); ok {
		for key := range annotations {
			if ofOrchestrator(key) {
				delete(annotations, key)
			}
		}
		if len(annotations) == 0 {
			delete(metadata, "annotations")
		}
	}
	namespace, _ := metadata["namespace"].(string)
	id := fmt.Sprintf("%v %v %s/%v", r["apiVersion"], r["kind"], namespace, metadata["name"])
	if _, twice := s[id]; twice {
		return fmt.Errorf("%s stands twice", id)
	}
	text, err := json.Marshal(r)
	s[id] = string(text)
	return err
}

// ofOrchestrator reports whether an annotation says where a resource stands, not what it is.
func ofOrchestrator(annotation string) bool {
	switch annotation {
	case "config.kubernetes.io/index", "config.kubernetes.io/path", "config.k8s.io/id":
		return true
	}
	return strings.HasPrefix(annotation, "internal.config.kubernetes.io/")
}

// generated is the set without what it was made from: a chart does not print its values.
func (s set) generated() set {
	g := set{}
	for id, text := range s {
		if !strings.HasPrefix(id, "fairlead.dev/") {
			g[id] = text
		}
	}
	return g
}

// equal says, with the first difference, how a set differs from the one that is expected.
func (s set) equal(got set) error {
	ids := make([]string, 0, len(s))
	for id := range s {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		text, ok := got[id]
		if !ok {
			return fmt.Errorf("%s is missing", id)
		}
		if text != s[id] {
			return fmt.Errorf("%s is\n%s\nand must be\n%s", id, text, s[id])
		}
	}
	for id := range got {
		if _, ok := s[id]; !ok {
			return fmt.Errorf("%s is too much", id)
		}
	}
	return nil
}
