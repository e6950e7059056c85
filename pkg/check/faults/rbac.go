// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// rbac are the faults of the rules of the package rbac.
var rbac = map[string]Fault{
	"policy-line-malformed": lines("p, planted, applications, get, planted/planted", "p, planted, applications, {get,sync}, planted/planted, allow",
		"g, planted", "allow planted everything", `p, "planted" x, applications, get, planted/planted, allow`, "P, planted, applications, get, planted/planted, allow",
		"g, planted, role:readonly, extra", "- p, planted, applications, get, planted/planted, allow"),
	"policy-value-blank": func(s *Set) Planted {
		if s.Intn(4) == 0 {
			return s.csv(expressions).line("p, planted, ^logs$, ^get$, ^planted/planted$ , allow")
		}
		return lines("p, planted, applications, get, planted/planted , allow", "p, planted , applications, get, planted/planted, allow",
			"p, planted, applications, , planted/planted, allow", "p, planted, applications, get, planted/planted,", "p, planted, applications , get, planted/planted, allow",
			`p, planted, applications, get, " planted/planted", allow`, `g, "", role:readonly`, "g, planted,", `g, planted, "role:readonly "`,
			"p, planted:dev , applications, get, planted/planted, allow")(s)
	},
	"policy-resource-unknown": mistake(2, "p, planted, application, get, planted/planted, allow", "p, planted, aplications, get, planted/planted, deny",
		"p, planted, secrets, get, planted/planted, allow", "p, planted, Applications, get, planted/planted, allow", "p, planted, xapp*, get, planted/planted, allow"),
	"policy-action-unknown": mistake(3, "p, planted, applications, list, planted/planted, allow", "p, planted, applications, action, planted/planted, allow",
		"p, planted, logs, read, planted/planted, allow", "p, planted, clusters, sync, *, deny", "p, planted, applications, Get, planted/planted, allow", "p, planted, exec, get, planted/*, allow"),
	"policy-effect-unknown": lines("p, planted, applications, get, planted/planted, Allow", "p, planted, applications, get, planted/planted, permit", "p, planted, applications, get, planted/planted, DENY"),
	"policy-object-without-project": lines("p, planted, applications, get, planted, allow", "p, planted, logs, get, planted, deny", "p, planted, exec, create, planted, allow",
		"p, planted, applications, get, planted/argocd/planted/x, allow", "p, planted, applications, sync, planted/, allow", "p, planted, logs, get, /planted, deny"),
	"policy-application-elsewhere": func(s *Set) Planted {
		app := s.Application(s.sole, func(d *Doc) bool { return d.Get("spec", "project") != "" && d.Get("metadata", "namespace") != "" })
		c := s.csv(globs, func(c csv) bool { return c.Get("metadata", "namespace") != "" })
		name := app.Item().Name
		return c.line(Pick(s, "p, planted, applications, get, planted-elsewhere/"+name+", allow", "p, planted, applications, sync, planted-elsewhere/argocd/"+name+", deny",
			"p, planted, logs, get, "+app.Get("spec", "project")+"/planted-elsewhere/"+name+", allow"))
	},
	"policy-subject-wildcard": lines("g, *, role:readonly", "p, planted-*, applications, get, planted/planted, allow", "g, planted*, role:admin", "p, *, logs, get, planted/*, allow"),
	"policy-group-without-role": func(s *Set) Planted {
		return s.csv(globs, complete).line(Pick(s, "p, planted:developers, applications, get, planted/*, allow", "p, planted-org:team-1, logs, get, planted/*, deny"))
	},
	"policy-role-undefined": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return s.csv(globs).line(Pick(s, "g, planted, role:admn", "g, planted:developers, role:readonli", "g, planted, role:Readonly"))
		}
		return s.csv(globs, complete).line("g, planted, role:planted-missing")
	},
	"policy-role-unbound": func(s *Set) Planted {
		return s.csv(globs, complete).line("p, role:planted-unbound, applications, get, planted/*, allow")
	},
	"policy-line-duplicate": func(s *Set) Planted {
		c := s.csv(globs, func(c csv) bool { return len(c.rules()) > 0 })
		found := c.rules()
		i := found[s.Intn(len(found))]
		text := c.text()
		copied := Pick(s, text[i], "  "+text[i], strings.ReplaceAll(text[i], ", ", ","))
		return c.lineAt(i+1+s.Intn(len(text)-i), copied)
	},
	"policy-key-not-read": func(s *Set) Planted {
		c := s.csv()
		key := Pick(s, "policy.planted", "planted.policy.csv", "policy.defualt", "policy.matchmode2", "planted", "scope", "url", "policy.CSV")
		c.Set(Pick(s, "p, planted, applications, get, planted/planted, allow", "# nothing\n"), "data", key)
		return AtKey(c.Doc, "data", key)
	},
	"policy-match-mode-unknown": func(s *Set) Planted {
		c := s.csv(globs)
		c.Set(Pick(s, "Regex", "regexp", "globs", "exact"), "data", "policy.matchMode")
		return At(c.Doc, "data", "policy.matchMode")
	},
	"policy-regex-not-valid": func(s *Set) Planted {
		return s.csv(expressions).line(Pick(s, "p, planted, ^applications$, ^get$, */*, allow", "p, planted, *, ^get$, ^planted/planted$, allow",
			"p, planted, ^applications$, ^(get$, ^planted/planted$, deny", "p, planted, ^applications$, +, ^planted/.*$, allow"))
	},
	"policy-regex-not-anchored": func(s *Set) Planted {
		return s.csv(expressions).line(Pick(s, "p, planted, ^applications$, ^get$, planted/planted, allow", "p, planted, ^logs$, ^get$, ^planted/planted, allow", "p, planted, ^logs$, ^get$, planted/web.*, allow"))
	},
	"policy-default-undefined": func(s *Set) Planted {
		role := Pick(s, "readonly", "role:readonli", "role:admn")
		c := s.csv(globs)
		if s.Intn(2) == 0 {
			c, role = s.csv(globs, complete), Pick(s, "role:planted-missing", "planted-missing")
		}
		c.Set(role, "data", "policy.default")
		return At(c.Doc, "data", "policy.default")
	},
	"policy-default-readonly": func(s *Set) Planted {
		c := s.csv(func(c csv) bool {
			// Of the Argo CD of Projects ci-account-may-more says it.
			namespace := c.Get("metadata", "namespace")
			return namespace != "" && (namespace != s.argocdNamespace() || len(s.All(projectKind)) == 0)
		})
		s.pipeline(c)
		c.Set("role:readonly", "data", "policy.default")
		return At(c.Doc, "data", "policy.default")
	},
	"policy-sync-without-get": func(s *Set) Planted {
		c := s.csv(globs, complete, func(c csv) bool { return c.Get("metadata", "namespace") != "" })
		if len(s.All(view.ConfigMap, named(argocd.ConfigMapRBAC))) > 1 {
			return Planted{} // which of them are layers of one is not known
		}
		s.pipeline(c)
		if c.Has("data", "policy.default") || s.Intn(2) == 0 {
			c.Set("", "data", "policy.default")
		}
		return c.line(Pick(s, "p, planted-runner, applications, sync, planted/planted, allow", "p, planted-runner, applications, sync, planted/*, allow"))
	},
	"policy-project-misspelt": func(s *Set) Planted {
		var project string
		s.AppProject(func(d *Doc) bool {
			name := d.Get("metadata", "name")
			word, _, _ := strings.Cut(name, "-")
			letters := len(word) > 3 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
			if letters {
				project = name
			}
			return letters
		})
		project = Pick(s, project[:2]+project[1:], project[:1]+project[2:3]+project[1:2]+project[3:])
		if len(s.All(view.AppProject)) > 200 || len(s.All(view.AppProject, named(project))) > 0 {
			return Planted{}
		}
		return s.csv(globs).line("p, planted, " + Pick(s, "applications, get, ", "logs, get, ") + project + "/*, allow")
	},
	"policy-default-admin": func(s *Set) Planted {
		c := s.csv()
		c.Set("role:admin", "data", "policy.default")
		return At(c.Doc, "data", "policy.default")
	},
	"policy-scopes-not-list": func(s *Set) Planted {
		c := s.csv()
		c.Set(Pick(s, "email", "groups, email", "{groups: email}", "[[groups]]", "[groups", "groups: [email]"), "data", "scopes")
		return At(c.Doc, "data", "scopes")
	},
}

// csv is a key of an argocd-rbac-cm that holds lines.
type csv struct {
	*Doc
	key string
}

// text returns the lines.
func (c csv) text() []string {
	return strings.Split(strings.TrimSuffix(c.Get("data", c.key), "\n"), "\n")
}

// rules returns the places of the lines that are p or g lines.
func (c csv) rules() []int {
	var found []int
	for i, line := range c.text() {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "p,") || strings.HasPrefix(line, "g,") {
			found = append(found, i)
		}
	}
	return found
}

// line puts a line in at a random place, and says that a fault is found there.
func (c csv) line(text string) Planted { return c.lineAt(c.set.Intn(len(c.text())+1), text) }

func (c csv) lineAt(at int, text string) Planted {
	all := c.text()
	if len(all) == 1 && all[0] == "" {
		all, at = nil, 0
	}
	if at == 0 {
		text = strings.TrimLeft(text, " ") // a block of text cannot begin with spaces
	}
	c.Set(strings.Join(slices.Insert(all, at, text), "\n")+"\n", "data", c.key)
	return c.atLine(at, "data", c.key)
}

// Conditions on policies.
var (
	// globs: what stands in the lines are globs. expressions: they are regular expressions.
	globs       = func(c csv) bool { return c.Get("data", "policy.matchMode") != "regex" }
	expressions = func(c csv) bool { return !globs(c) }
	// complete: no other layer may define a role.
	complete = func(c csv) bool { return c.Has("data", "policy.csv") }
)

// lines puts one of several lines into a policy.
func lines(texts ...string) Fault {
	return func(s *Set) Planted { return s.csv(globs).line(Pick(s, texts...)) }
}

// mistake mistypes one value of a p line that is there, or puts one of several lines in.
func mistake(value int, texts ...string) Fault {
	return func(s *Set) Planted {
		c := s.csv(globs)
		text := c.text()
		for _, i := range s.Perm(len(text)) {
			values := strings.Split(text[i], ",")
			if len(values) != 6 || strings.ContainsAny(values[2]+values[3], "*/") || strings.TrimSpace(values[0]) != "p" || s.Intn(2) == 0 {
				continue
			}
			values[value] = " " + mistyped(s, strings.TrimSpace(values[value]))
			text[i] = strings.Join(values, ",")
			c.Set(strings.Join(text, "\n")+"\n", "data", c.key)
			return c.atLine(i, "data", c.key)
		}
		return c.line(Pick(s, texts...))
	}
}

// csv picks a key with lines of an argocd-rbac-cm for which all conditions hold, or one of a base ConfigMap.
func (s *Set) csv(conditions ...func(csv) bool) csv {
	if found := s.csvs(conditions...); len(found) > 0 {
		return Pick(s, found...)
	}
	for try := range 100 {
		text := s.basePolicy(try%2 > 0)
		draft := &Set{Rand: s.Rand, t: s.t}
		draft.Add(text)
		if len(draft.csvs(conditions...)) > 0 {
			s.Base(text)
			return Pick(s, s.csvs(conditions...)...)
		}
	}
	s.t.Fatal("no base argocd-rbac-cm does")
	return csv{}
}

func (s *Set) csvs(conditions ...func(csv) bool) []csv {
	var found []csv
	for _, d := range s.All(view.ConfigMap, named(argocd.ConfigMapRBAC)) {
		if excepted(d) || view.Templated(string(d.doc.Text)) {
			continue
		}
		for _, key := range d.Keys("data") {
			c := csv{d, key}
			if strings.HasPrefix(key, "policy.") && strings.HasSuffix(key, ".csv") && !slices.ContainsFunc(conditions, func(holds func(csv) bool) bool { return !holds(c) }) {
				found = append(found, c)
			}
		}
	}
	return found
}

// basePolicy is a base argocd-rbac-cm, written in one of the ways in which people do.
func (s *Set) basePolicy(regex bool) string {
	const head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-rbac-cm\n  namespace: planted-argocd\n  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n"
	if regex {
		return head + "  policy.csv: |\n    p, role:planted-dev, ^applications$, ^(get|sync)$, ^planted/.*$, allow\n    g, planted:dev, role:planted-dev\n  policy.matchMode: regex\n"
	}
	return head + Pick(s,
		"  policy.csv: |\n    # who may do what\n    p, role:planted-dev, applications, get, planted/*, allow\n\n    g, planted:dev, role:planted-dev\n  policy.default: ''\n",
		"  policy.default: role:readonly\n  scopes: '[groups, email]'\n  policy.csv: |-\n      p, role:planted-dev, applications, *, planted/*, allow\n      g, planted:dev, role:planted-dev\n",
		"  policy.csv: \"p, role:planted-dev, applications, get, planted/*, allow\\ng, planted:dev, role:planted-dev\\n\"\n  policy.planted.csv: |\n    p, planted-ci, applications, sync, planted/web, allow\n",
		"  policy.csv: ''\n  policy.planted.csv: |2\n\n     p, planted-ci, applications, sync, planted/web, allow\n")
}

// pipeline declares the account planted-runner in the argocd-cm beside a policy.
func (s *Set) pipeline(c csv) {
	namespace := c.Get("metadata", "namespace")
	d := s.One(view.ConfigMap, []string{strings.Replace(baseConfigMap, "planted-argocd", namespace, 1)}, named(argocd.ConfigMap),
		func(d *Doc) bool { return d.Get("metadata", "namespace") == namespace })
	d.Set("apiKey", "data", "accounts.planted-runner")
}
