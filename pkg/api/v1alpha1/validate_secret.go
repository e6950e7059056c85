// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// Opaque is the type of a Secret that is free in its keys.
const Opaque = "Opaque"

// secretType is a type of Secret that Kubernetes knows.
type secretType struct {
	name string
	// keys are those that a Secret of the type must have; with any, one of them is enough.
	keys []string
	any  bool
}

// secretTypes is what an API server checks when a Secret is applied.
// https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
var secretTypes = [...]secretType{
	{name: Opaque},
	{name: "kubernetes.io/dockerconfigjson", keys: []string{".dockerconfigjson"}},
	{name: "kubernetes.io/dockercfg", keys: []string{".dockercfg"}},
	{name: "kubernetes.io/tls", keys: []string{"tls.crt", "tls.key"}},
	{name: "kubernetes.io/basic-auth", keys: []string{"username", "password"}, any: true},
	{name: "kubernetes.io/ssh-auth", keys: []string{"ssh-privatekey"}},
	{name: "kubernetes.io/service-account-token"},
	{name: "bootstrap.kubernetes.io/token"},
}

// RequiredKeys returns the keys that an API server wants in a Secret of a type, and nil for a type that is free in them.
func RequiredKeys(secretType string) []string {
	for _, t := range secretTypes {
		if t.name == secretType {
			return t.keys
		}
	}
	return nil
}

// secrets checks the Secrets of a Project. No result quotes what was written there: it may be a value in a wrong place.
func (c *check) secrets(secrets []Secret) {
	for i := range secrets {
		s := &secrets[i]
		if s.Name != "" {
			c.secretName(i, secrets)
		}
		for j, key := range s.Keys {
			c.key(i, j, key, s.Keys)
		}
		if s.Type != "" {
			c.secretType(i, s)
		}
	}
}

func (c *check) secretName(i int, secrets []Secret) {
	path := "spec.secrets[" + strconv.Itoa(i) + "].name"
	name := secrets[i].Name
	if err := checkSubdomain(name); err != nil {
		rule := ruleInvalid
		if strings.ContainsAny(name, "=:") {
			rule = ruleSecretValue
		}
		c.report(krm.Error, rule, path, "%v", err)
		return
	}
	for j := range i {
		if secrets[j].Name == name {
			c.report(krm.Error, "duplicate-secret", path, "must not be the name of spec.secrets[%d] too: put the keys of both together", j)
			return
		}
	}
}

func (c *check) key(i, j int, key string, all []string) {
	if key == "" {
		return
	}
	if err := checkKey(key); err != nil {
		c.report(krm.Error, ruleOfKey(key), at("spec.secrets[%d].keys[%d]", i, j), "%v", err)
		return
	}
	for k := range j {
		if all[k] == key {
			c.report(krm.Error, ruleInvalid, at("spec.secrets[%d].keys[%d]", i, j), "must not be the same as keys[%d]", k)
			return
		}
	}
}

func (c *check) secretType(i int, s *Secret) {
	path := at("spec.secrets[%d].type", i)
	if strings.ContainsAny(s.Type, " \t\r\n=") || len(s.Type) > maxSubdomain {
		c.report(krm.Error, ruleInvalid, path, "must be a type such as %q: no spaces, at most %d characters", Opaque, maxSubdomain)
		return
	}
	known := make([]string, 0, len(secretTypes))
	for _, t := range secretTypes {
		if t.name == s.Type {
			c.requiredKeys(i, s, t)
			return
		}
		known = append(known, t.name)
	}
	// A type of one's own is allowed; one that is nearly that of Kubernetes is a slip.
	if near, ok := nearest.Name(s.Type, known); ok {
		c.report(krm.Error, ruleInvalid, path, "is no type that Kubernetes knows: did you mean %q?", near).Field.ProposedValue = near
	}
}

func (c *check) requiredKeys(i int, s *Secret, t secretType) {
	if len(s.Keys) == 0 || len(t.keys) == 0 {
		return
	}
	var missing []string
	for _, want := range t.keys {
		if !contains(s.Keys, want) {
			missing = append(missing, want)
		}
	}
	if len(missing) == 0 || t.any && len(missing) < len(t.keys) {
		return
	}
	c.report(krm.Error, "missing-key", at("spec.secrets[%d].keys", i),
		"must hold %s: an API server refuses a Secret of type %s without", strings.Join(missing, " and "), t.name)
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
