// SPDX-License-Identifier: Apache-2.0

// Package node holds the rules on what is set on the nodes of a cluster: the registries.yaml of k3s. No rule of it shows a
// credential.
package node

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{registriesAuthUnused, registriesFieldUnknown, registriesWithPassword}

var registries = []rule.Kind{{Group: rule.RepositoryFile, Name: ci.Registries}}

const docs = "https://docs.k3s.io/installation/private-registry"

// shape is a mapping of the file: its fields, or any.
type shape struct {
	fields map[string]*shape
	any    *shape
	// kind is what a value must be where it has no fields.
	kind yaml.Kind
	// tag is what a scalar must be, "" for any.
	tag string
}

var (
	text  = &shape{kind: yaml.ScalarNode}
	texts = &shape{kind: yaml.SequenceNode}
	auth  = &shape{fields: map[string]*shape{"username": text, "password": text, "auth": text, "identity_token": text}}
	// format is the file, as k3s reads it. auths is what it had before configs.
	format = &shape{fields: map[string]*shape{
		"mirrors": {any: &shape{fields: map[string]*shape{"endpoint": texts, "rewrite": {any: text}}}},
		"configs": {any: &shape{fields: map[string]*shape{
			"auth": auth,
			"tls": {fields: map[string]*shape{
				"ca_file": text, "cert_file": text, "key_file": text, "insecure_skip_verify": {kind: yaml.ScalarNode, tag: "!!bool"},
			}},
		}}},
		"auths": {any: auth},
	}}
)

// hosts returns the entries of a mapping of hosts.
func hosts(it *krm.Item, field string) []view.Pair { return view.Pairs(it.Lookup(field)) }

const exampleTop = "\n# file: node/registries.yaml\n"
