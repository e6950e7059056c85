// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfNotValid = &rule.Rule{
	ID:       "registries-conf-not-valid",
	Severity: krm.Error,
	Title:    "registries.conf must have known keys only, and a name and an api_url in every entry",
	Doc: `The updater reads the file strictly, once, when it starts. For one unknown key, an entry without name or api_url, a tagsortmode
that it does not know, a second entry without prefix or a second default, it takes none of the registries: v0.12 logs an error and
ends as if all were well, v1 does not start.`,
	Upstream: []string{docsRegistries},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		r := readRegistries(c, it)
		switch {
		case r.err != nil:
			return []rule.Problem{{Path: configPath, At: r.lines.At(0, 0), Message: "must be YAML: " + strings.TrimPrefix(firstLine(r.err), "yaml: ")}}
		case r.root == nil:
			return nil
		case r.root.Kind != yaml.MappingNode:
			return []rule.Problem{r.problem(r.root, "must be a mapping with the key registries")}
		}
		var problems []rule.Problem
		report := func(n *yaml.Node, format string, args ...any) {
			problems = append(problems, r.problem(n, fmt.Sprintf(format, args...)))
		}
		for _, p := range view.Pairs(r.root) {
			if p.Key.Value != "registries" {
				report(p.Key, "key %q is unknown, and the updater takes no registry then: the one key is registries", p.Key.Value)
			}
		}
		noPrefix, defaults := 0, 0
		for _, entry := range r.entries {
			if entry.Kind != yaml.MappingNode {
				report(entry, "must be a mapping with name, prefix and api_url")
				continue
			}
			checkEntry(c.ImageUpdater, entry, report)
			if prefix := krm.Lookup(entry, "prefix"); prefix == nil || prefix.Value == "" {
				if noPrefix++; noPrefix == 2 {
					report(entry, "registry %q must have a prefix: only one may be without, and the updater takes no registry then", nameOf(entry))
				}
			}
			if d := krm.Lookup(entry, "default"); d != nil && d.Value == "true" {
				if defaults++; defaults == 2 {
					report(d, "registry %q must not be a second default: the updater refuses the file", nameOf(entry))
				}
			}
		}
		return problems
	},
	Bad: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      ratelimit: 20
      limit: 20
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      limit: 20
`,
}

// registryKeys are the keys of an entry, with the tags that their values may have.
var registryKeys = []struct{ name, tag string }{
	{"name", "!!str"}, {"api_url", "!!str"}, {"prefix", "!!str"}, {"credentials", "!!str"}, {"credsexpire", "duration"}, {"tagsortmode", "!!str"},
	{"ping", "!!bool"}, {"insecure", "!!bool"}, {"default", "!!bool"}, {"defaultns", "!!str"}, {"limit", "!!int"}, {"ca_file", "!!str"}, {"ca_data", "!!str"},
}

func checkEntry(v imageupdater.Version, entry *yaml.Node, report func(n *yaml.Node, format string, args ...any)) {
	for _, p := range view.Pairs(entry) {
		i := slices.IndexFunc(registryKeys, func(k struct{ name, tag string }) bool { return k.name == p.Key.Value })
		switch {
		case p.Key.Tag == "!!merge":
		case i < 0:
			names := make([]string, len(registryKeys))
			for i, k := range registryKeys {
				names[i] = k.name
			}
			hint := "known are " + strings.Join(names, ", ")
			if near, ok := nearest.Name(p.Key.Value, names); ok {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			report(p.Key, "key %q is unknown, and the updater takes no registry then: %s", p.Key.Value, hint)
		case strings.HasPrefix(p.Key.Value, "ca_") && v.AtLeast(0, 13) && !v.AtLeast(1, 3):
			report(p.Key, "key %q is read from v1.3 on, and %s takes no registry then", p.Key.Value, v)
		case !hasTag(p.Value, registryKeys[i].tag):
			report(p.Value, "%s must be %s: the updater cannot read the file", p.Key.Value, tagWords[registryKeys[i].tag])
		}
	}
	for _, name := range [...]string{"name", "api_url"} {
		if n := krm.Lookup(entry, name); n == nil || n.Value == "" {
			report(entry, "registry %q must have %s: the updater takes no registry without", nameOf(entry), name)
		}
	}
	if n := krm.Lookup(entry, "tagsortmode"); n != nil {
		switch strings.ToLower(n.Value) {
		case "latest-first", "latest-last", "none", "":
		default:
			report(n, "tagsortmode %q must be latest-first, latest-last or none: the updater takes no registry then", n.Value)
		}
	}
}

var tagWords = map[string]string{"!!bool": "true or false", "!!int": "a whole number", "!!str": "a text", "duration": "a duration such as 10h"}

// hasTag reports whether a value can be read as what a key wants. Scalars of other types are read as text.
func hasTag(n *yaml.Node, tag string) bool {
	switch {
	case n.Kind != yaml.ScalarNode:
		return false
	case n.ShortTag() == "!!null", tag == "!!str":
		return true
	case tag == "duration":
		_, err := time.ParseDuration(n.Value)
		return err == nil || n.ShortTag() == "!!int"
	case tag == "!!bool" && n.ShortTag() == "!!str":
		switch strings.ToLower(n.Value) {
		case "y", "n", "yes", "no", "on", "off": // YAML 1.1, as the updater reads it
			return n.Style == 0
		}
	}
	return n.ShortTag() == tag
}

func firstLine(err error) string {
	var typed *yaml.TypeError
	if errors.As(err, &typed) && len(typed.Errors) > 0 {
		return typed.Errors[0]
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
