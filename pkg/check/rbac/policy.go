// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kinds are what the rules look at: they leave at once where the name is another.
var kinds = []rule.Kind{view.ConfigMap, view.ConfigMapPatch}

// configMap is an argocd-rbac-cm, read once in a run.
type configMap struct {
	csvs []*csv
	// regex is policy.matchMode: regex.
	regex bool
	// partial means that it may be one layer of several: there is no policy.csv, or a template writes a part of it, or it is a patch.
	partial bool
	// permits are the subjects of p lines, groups the subjects of g lines, and bound their roles.
	permits, groups, bound map[string]bool
}

// csv is one key that holds lines.
type csv struct {
	key      view.Pair
	text     view.Text
	policy   rbac.Policy
	problems []rbac.Problem
}

type memoKey struct{ it *krm.Item }

// of returns the policy of an argocd-rbac-cm, and nil for any other resource.
func of(c *rule.Context, it *krm.Item) *configMap {
	if it.Name != argocd.ConfigMapRBAC {
		return nil
	}
	return rule.Memo(c, memoKey{it}, func() *configMap { return read(c, it) })
}

func read(c *rule.Context, it *krm.Item) *configMap {
	patch := c.IsPatch(it)
	m := &configMap{partial: true, regex: patch && regexElsewhere(c), permits: map[string]bool{}, groups: map[string]bool{}, bound: map[string]bool{}}
	templated := false
	for _, pair := range data(it) {
		key := pair.Key.Value
		switch {
		case key == "policy.matchMode":
			m.regex = pair.Value.Value == regexMode
			continue
		case !strings.HasPrefix(key, "policy.") || !strings.HasSuffix(key, ".csv"):
			continue
		case key == "policy.csv":
			m.partial = false
		}
		f := &csv{key: pair, text: view.TextOf(it, pair.Value)}
		f.policy, f.problems = rbac.Parse(pair.Value.Value)
		templated = templated || view.Templated(pair.Value.Value)
		m.csvs = append(m.csvs, f)
		for _, line := range f.policy.Lines {
			if p := line.Permission; p != nil {
				m.permits[p.Subject] = true
			}
			if g := line.Group; g != nil {
				m.groups[g.Subject], m.bound[g.Role] = true, true
			}
		}
	}
	m.partial = m.partial || templated || patch
	return m
}

// regexMode is the value of policy.matchMode with which patterns are regular expressions.
const regexMode = "regex"

// regexElsewhere reports whether anything among the resources may switch a policy to regular expressions of which a patch holds
// a part.
func regexElsewhere(c *rule.Context) bool {
	namespace := c.Model().Platform.Spec.ArgoCD.Namespace
	for _, it := range slices.Concat(c.Of("", "ConfigMap"), c.Patches("ConfigMap")) {
		if it.Namespace != "" && it.Namespace != namespace {
			continue // of another Argo CD
		}
		if mode, ok := value(it, "policy.matchMode"); ok && mode.Value.Value == regexMode {
			return true
		}
	}
	return false
}

// data returns the keys of a ConfigMap whose values are scalars.
func data(it *krm.Item) []view.Pair {
	var pairs []view.Pair
	for _, pair := range view.Pairs(it.Lookup("data")) {
		if pair.Value != nil && pair.Value.Kind == yaml.ScalarNode {
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// value returns a key of an argocd-rbac-cm, where it has the key and no template writes it.
func value(it *krm.Item, key string) (view.Pair, bool) {
	if it.Name != argocd.ConfigMapRBAC {
		return view.Pair{}, false
	}
	for _, pair := range data(it) {
		if pair.Key.Value == key && !view.Templated(pair.Value.Value) {
			return pair, true
		}
	}
	return view.Pair{}, false
}

// path is the path of a key.
func path(key string) string { return "data[" + key + "]" }

// problem is one on a value of a line of the file.
func (f *csv) problem(line, value int, format string, args ...any) rule.Problem {
	text := f.text.Lines[line-1]
	return f.problemAt(line, rbac.Column(text, value), format, args...)
}

func (f *csv) problemAt(line, column int, format string, args ...any) rule.Problem {
	return rule.Problem{
		Path: path(f.key.Key.Value), At: f.text.At(line, column), Current: strings.TrimSpace(f.text.Lines[line-1]),
		Message: fmt.Sprintf("line %d: ", line) + fmt.Sprintf(format, args...),
	}
}

// templated reports whether a template writes a part of a line.
func (f *csv) templated(line int) bool { return view.Templated(f.text.Lines[line-1]) }

// permissions calls check with every p line that no template writes.
func (m *configMap) permissions(check func(f *csv, p *rbac.Permission)) {
	for _, f := range m.csvs {
		for _, line := range f.policy.Lines {
			if p := line.Permission; p != nil && !f.templated(p.Line) {
				check(f, p)
			}
		}
	}
}

// bindings calls check with every g line that no template writes.
func (m *configMap) bindings(check func(f *csv, g *rbac.Group)) {
	for _, f := range m.csvs {
		for _, line := range f.policy.Lines {
			if g := line.Group; g != nil && !f.templated(g.Line) {
				check(f, g)
			}
		}
	}
}

// defined reports whether a role may do something: by a line of its own, or as one of Argo CD's. The administrator's account
// has a role itself, so it may stand in the place of one.
func (m *configMap) defined(role string) bool {
	return role == "role:admin" || role == "role:readonly" || role == "admin" || strings.HasPrefix(role, "proj:") || m.permits[role] || m.groups[role]
}

// roles returns the names of the defined roles, those of Argo CD first.
func (m *configMap) roles() []string {
	names := []string{"role:admin", "role:readonly"}
	seen := map[string]bool{}
	m.permissions(func(_ *csv, p *rbac.Permission) {
		if strings.HasPrefix(p.Subject, "role:") && !seen[p.Subject] {
			seen[p.Subject] = true
			names = append(names, p.Subject)
		}
	})
	return names
}
