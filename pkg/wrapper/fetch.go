// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// The fields of a kustomization that name files besides resources and plugins, and the keys below which such a name stands.
// kustomize gets each of them by HTTP where it is a URL.
var (
	loadingFields = []string{
		"patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "configMapGenerator", "secretGenerator", "openapi",
		"configurations", "crds",
	}
	loadingKeys = []string{"path", "paths", "files", "envs", "env", "configurations", "crds", "patchesStrategicMerge"}
)

// fetched returns the texts below a field that kustomize would get by HTTP, in the order of their keys.
func fetched(field string, raw json.RawMessage) []string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil {
		var all []string
		for _, key := range sortedKeys(fields) {
			all = append(all, fetched(key, fields[key])...)
		}
		return all
	}
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) == nil {
		var all []string
		for _, e := range entries {
			all = append(all, fetched(field, e)...)
		}
		return all
	}
	var text string
	if !slices.Contains(loadingKeys, field) || json.Unmarshal(raw, &text) != nil {
		return nil
	}
	_, behind, _ := strings.Cut(text, "=") // as in `files: [key=path]`
	if byHTTP(text) || byHTTP(behind) {
		return []string{text}
	}
	return nil
}

// byHTTP reports whether kustomize gets a file by HTTP. A patch that stands in the place of a name is none: it has line
// breaks, or no scheme.
func byHTTP(name string) bool {
	u, err := url.Parse(name)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https")
}
