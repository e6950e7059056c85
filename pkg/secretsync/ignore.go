// SPDX-License-Identifier: Apache-2.0

package secretsync

import (
	"encoding/json"
	"slices"
	"strings"
)

// Ignore is an entry of ignoreDifferences, as JSON has it.
type Ignore struct {
	Group     string   `json:"group,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Name      string   `json:"name,omitempty"`
	Namespace string   `json:"namespace,omitempty"`
	Pointers  []string `json:"jsonPointers,omitempty"`
	Queries   []string `json:"jqPathExpressions,omitempty"`
	Managers  []string `json:"managedFieldsManagers,omitempty"`
}

// matches reports whether the rule is about a Secret. Group and kind are globs, of which `*` is the only one that people write;
// name and namespace are compared as they stand.
func (i Ignore) matches(namespace, name string) bool {
	return (i.Group == "" || i.Group == "*") && (i.Kind == "Secret" || i.Kind == "*") &&
		(i.Name == "" || i.Name == name) && (i.Namespace == "" || i.Namespace == namespace)
}

// ignored is what the rules for one Secret name.
type ignored struct {
	data, stringData bool
	// keys are single keys of data, stringKeys of stringData.
	keys, stringKeys []string
	managers         []string
	// unclear says that a query is none of those that are read here: what it names is not known.
	unclear bool
}

// names reports whether anything of the Secret is named, so that a sync looks at the rules at all.
func (i ignored) names(by ByHand) bool {
	return i.data || i.stringData || len(i.keys)+len(i.stringKeys) > 0 || slices.Contains(i.managers, by.manager())
}

// ignoredOf reads the rules for a Secret.
func ignoredOf(rules []Ignore, namespace, name string) ignored {
	var found ignored
	for _, rule := range rules {
		if !rule.matches(namespace, name) {
			continue
		}
		for _, pointer := range rule.Pointers {
			if rest, ok := strings.CutPrefix(pointer, "/"); ok { // others are dropped
				found.add(strings.Split(rest, "/"), func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~") })
			}
		}
		for _, query := range rule.Queries {
			for _, part := range alternatives(query) {
				path, ok := queryPath(part)
				if !ok {
					found.unclear = true
					continue
				}
				found.add(path, func(s string) string { return s })
			}
		}
		found.managers = append(found.managers, rule.Managers...)
	}
	return found
}

func (i *ignored) add(path []string, unescape func(string) string) {
	switch {
	case len(path) == 1 && path[0] == "data":
		i.data = true
	case len(path) == 1 && path[0] == "stringData":
		i.stringData = true
	case len(path) == 2 && path[0] == "data":
		i.keys = append(i.keys, unescape(path[1]))
	case len(path) == 2 && path[0] == "stringData":
		i.stringKeys = append(i.stringKeys, unescape(path[1]))
	}
}

// alternatives splits a query at commas, where no bracket or quote makes them part of something else.
func alternatives(query string) []string {
	if strings.ContainsAny(query, `"'()[]{}`) {
		return []string{query}
	}
	return strings.Split(query, ",")
}

// queryPath reads a query that is nothing but a path: .data, .data.token, .data["tls.crt"], ."data", with or without `?`.
func queryPath(query string) ([]string, bool) {
	rest := strings.TrimSpace(query)
	var path []string
	for rest != "" {
		bracket := strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, ".[")
		switch {
		case rest[0] == '?':
			rest = rest[1:]
			continue
		case bracket:
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, "."), "[")
		case rest[0] == '.':
			rest = rest[1:]
		default:
			return nil, false
		}
		var name string
		if strings.HasPrefix(rest, `"`) {
			end := strings.Index(rest[1:], `"`) + 2
			if end < 2 || json.Unmarshal([]byte(rest[:end]), &name) != nil {
				return nil, false
			}
			rest = rest[end:]
		} else {
			end := strings.IndexFunc(rest, func(r rune) bool {
				return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
			})
			if end < 0 {
				end = len(rest)
			}
			if name, rest = rest[:end], rest[end:]; name == "" || bracket {
				return nil, false
			}
		}
		if bracket {
			closed, ok := strings.CutPrefix(rest, "]")
			if !ok {
				return nil, false
			}
			rest = closed
		}
		path = append(path, name)
	}
	return path, len(path) > 0
}
