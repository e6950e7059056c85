// SPDX-License-Identifier: Apache-2.0

package node

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesFieldUnknown = &rule.Rule{
	ID:       "registries-field-unknown",
	Severity: krm.Error,
	Title:    "registries.yaml must have the fields that k3s reads",
	Doc: `k3s passes over a field that it does not know, without a word: nodes pull without the credential then, and a private image ends in
ImagePullBackOff. A value of another type it refuses, and does not start. Below ` + "`configs.HOST.auth`" + ` stand ` + "`username`, `password`, `auth`" + ` and
` + "`identity_token`" + `; there is no ` + "`token`" + `. ` + "`endpoint`" + ` is a list.`,
	Upstream: []string{docs, "https://github.com/rancher/wharfie/tree/main/pkg/registries"},
	Kinds:    registries,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return compare(format, it.Node(), "")
	},
	Bad:  exampleTop + "configs:\n  ghcr.io:\n    auth: {username: owner, token: <token>}\n",
	Good: exampleTop + "mirrors:\n  ghcr.io:\n    endpoint: ['https://ghcr.io']\nconfigs:\n  ghcr.io:\n    auth: {username: owner, password: <token>}\n",
}

// compare compares a value with what it must be.
func compare(s *shape, n *yaml.Node, path string) []rule.Problem {
	n = krm.Resolve(n)
	if n == nil || n.ShortTag() == "!!null" {
		return nil
	}
	want := s.kind
	if want == 0 {
		want = yaml.MappingNode
	}
	if n.Kind != want || s.tag != "" && n.ShortTag() != s.tag {
		return []rule.Problem{{Path: path, At: n, Message: "must be " + named(s) + ": k3s does not start with another value"}}
	}
	var problems []rule.Problem
	for _, pair := range view.Pairs(n) {
		inner := s.any
		at := path + "[" + pair.Key.Value + "]"
		if inner == nil {
			at = strings.TrimPrefix(path+"."+pair.Key.Value, ".")
			if inner = s.fields[pair.Key.Value]; inner == nil {
				problems = append(problems, unknown(s, pair.Key, at))
				continue
			}
		}
		problems = append(problems, compare(inner, pair.Value, at)...)
	}
	return problems
}

func unknown(s *shape, key *yaml.Node, path string) rule.Problem {
	names := slices.Sorted(maps.Keys(s.fields))
	hint := "known are " + strings.Join(names, ", ")
	if near, ok := nearest.Name(key.Value, names); ok {
		hint = "did you mean " + near + "?"
	}
	return rule.Problem{Path: path, At: key, Message: fmt.Sprintf("k3s knows no field %q here, and passes over it: %s", key.Value, hint)}
}

func named(s *shape) string {
	switch {
	case s.tag == "!!bool":
		return "true or false"
	case s.kind == yaml.ScalarNode:
		return "a text"
	case s.kind == yaml.SequenceNode:
		return "a list"
	}
	return "a mapping"
}
