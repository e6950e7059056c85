// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"regexp"
	"slices"
	"strings"
)

// Model is all that decides what a subject may do: Argo CD's built-in policy, the lines of argocd-rbac-cm in their order, its
// default role, and the roles of the AppProjects. It decides as the API server does (util/rbac/rbac.go and
// util/rbac/rbacpolicy.go of v3.5.7):
//
//   - a request is allowed where a line allows it to the subject, or to a role that it has, and none denies it;
//   - independently of that, and of its denials, where it is allowed to the default role;
//   - the lines of an AppProject count for requests about that AppProject only.
type Model struct {
	version     Version
	regex       bool
	defaultRole string
	base        statements
	// projects are the statements of the AppProjects with roles, by name.
	projects map[string]*statements
	// speakOf are the keys of projects whose roles name a subject.
	speakOf map[string][]string
	// patterns holds what each value of a line matches, spaces all that is asked about each resource.
	patterns map[string]pattern
	spaces   map[string]space
}

// statements are lines that hold together.
type statements struct {
	permissions []Granted
	groups      []Bound
}

// Granted is a p line and where it stands.
type Granted struct {
	Permission
	Source string
}

// Bound is a g line and where it stands.
type Bound struct {
	Group
	Source string
}

// Role is a role of an AppProject.
type Role struct {
	Name string
	// Policies are p lines, Groups those who have the role.
	Policies, Groups []string
}

// NewModel returns a model that holds the built-in policy. regex is policy.matchMode: regex; defaultRole is policy.default,
// "" for none.
func NewModel(v Version, regex bool, defaultRole string) *Model {
	m := &Model{version: v, regex: regex, defaultRole: defaultRole, projects: map[string]*statements{}, speakOf: map[string][]string{}, patterns: map[string]pattern{}, spaces: map[string]space{}}
	m.Add(BuiltIn, builtIn(v))
	return m
}

// Add adds the lines of a policy.csv; source is what Granted and Bound name.
func (m *Model) Add(source string, p Policy) { m.base.add(source, p) }

// AddProject adds the roles of an AppProject. source names where they stand. Argo CD drops all of them where one line is
// malformed; so does this, and returns the problems.
func (m *Model) AddProject(name string, roles []Role, source string) []Problem {
	var text strings.Builder
	for _, role := range roles {
		subject := ProjectRoleSubject(name, role.Name)
		lines := []string{Permission{Subject: subject, Resource: "projects", Action: "get", Object: name, Effect: "allow"}.String()}
		lines = append(lines, role.Policies...)
		for _, group := range role.Groups {
			lines = append(lines, "g, "+group+", "+subject)
		}
		text.WriteString(strings.Join(lines, "\n") + "\n")
	}
	policy, problems := Parse(text.String())
	for _, p := range problems {
		if p.Fatal {
			return problems
		}
	}
	s := &statements{}
	s.add(source, policy)
	m.projects[name] = s
	for _, p := range s.permissions {
		m.speakOf[p.Subject] = append(m.speakOf[p.Subject], name)
	}
	for _, g := range s.groups {
		m.speakOf[g.Subject] = append(m.speakOf[g.Subject], name)
	}
	return problems
}

func (s *statements) add(source string, p Policy) {
	for _, permission := range p.Permissions() {
		s.permissions = append(s.permissions, Granted{permission, source})
	}
	for _, group := range p.Groups() {
		s.groups = append(s.groups, Bound{group, source})
	}
}

// Request is what Argo CD asks its policy.
type Request struct {
	Resource, Action, Object string
}

// String prints the request as an error of Argo CD's API does.
func (r Request) String() string { return r.Resource + ", " + r.Action + ", " + r.Object }

// Allows reports whether a subject may do something.
func (m *Model) Allows(subject string, r Request) bool {
	for _, s := range m.scopes(subject, r) {
		allowed, denied := false, false
		for _, p := range m.about(&s, r) {
			allowed, denied = allowed || p.Effect == "allow", denied || p.Effect == "deny"
		}
		if allowed && !denied {
			return true
		}
	}
	return false
}

// Grants returns the lines that allow a request to a subject, by itself or by its roles, whether or not others deny it.
func (m *Model) Grants(subject string, r Request) []Granted {
	var lines []Granted
	for _, s := range m.scopes(subject, r) {
		for _, p := range m.about(&s, r) {
			if p.Effect == "allow" && !slices.Contains(lines, p) {
				lines = append(lines, p)
			}
		}
	}
	return lines
}

// about returns the lines that say something about a request to the subject of a scope.
func (m *Model) about(s *scope, r Request) []Granted {
	var lines []Granted
	depth := s.roles(s.subject)
	for i := range s.permissions {
		p := &s.permissions[i]
		if _, ok := depth[p.Subject]; ok && m.matches(p.Object, r.Object) && m.matches(p.Resource, r.Resource) && m.matches(p.Action, r.Action) {
			lines = append(lines, *p)
		}
	}
	return lines
}

// scope is one question that Argo CD asks about a request: whether a subject may, by the lines that hold.
type scope struct {
	subject string
	statements
}

// scopes returns the questions about a request. It is allowed where the answer to one of them is yes.
func (m *Model) scopes(subject string, r Request) []scope {
	project := projectOf(r)
	return m.scopesIn(subject, project, m.projects[project] != nil)
}

// scopesIn returns the questions about requests on an AppProject with roles, or on anything else.
func (m *Model) scopesIn(subject, project string, withRoles bool) []scope {
	holding := m.base
	if withRoles {
		own := m.projects[project]
		holding = statements{
			append(append([]Granted(nil), m.base.permissions...), own.permissions...),
			append(append([]Bound(nil), m.base.groups...), own.groups...),
		}
	}
	scopes := []scope{}
	if m.defaultRole != "" {
		scopes = append(scopes, scope{m.defaultRole, m.base}, scope{m.defaultRole, holding})
	}
	if of, ok := projectOfSubject(subject); !ok || !withRoles || of == project {
		scopes = append(scopes, scope{subject, holding})
	}
	return scopes
}

// projectOfSubject returns the AppProject of a subject proj:<project>:<role>.
func projectOfSubject(subject string) (project string, ok bool) {
	parts := strings.Split(subject, ":")
	if len(parts) != 3 || parts[0] != "proj" {
		return "", false
	}
	return parts[1], true
}

// projectOf returns the name of the AppProject whose roles Argo CD takes into account for a request.
func projectOf(r Request) string {
	if r.Resource == "projects" {
		return r.Object
	}
	for _, known := range resources {
		if known.name == r.Resource && known.perProject {
			project, _, _ := strings.Cut(r.Object, "/")
			if project != r.Object {
				return project
			}
		}
	}
	return ""
}

// maxDepth is how many groups casbin follows from a subject.
const maxDepth = 10

// of returns the permissions that a subject has: by its own lines and by those of the roles that it has through groups.
func (s *statements) of(subject string) []Granted {
	depth := s.roles(subject)
	var all []Granted
	for _, p := range s.permissions {
		if _, ok := depth[p.Subject]; ok {
			all = append(all, p)
		}
	}
	return all
}

// roles returns the subjects that a subject stands for, with the number of groups between.
func (s *statements) roles(subject string) map[string]int {
	bound := map[string][]string{}
	for _, g := range s.groups {
		bound[g.Subject] = append(bound[g.Subject], g.Role)
	}
	depth := map[string]int{subject: 0}
	for open := []string{subject}; len(open) > 0; open = open[1:] {
		if depth[open[0]] == maxDepth {
			continue
		}
		for _, role := range bound[open[0]] {
			if _, ok := depth[role]; !ok {
				depth[role] = depth[open[0]] + 1
				open = append(open, role)
			}
		}
	}
	return depth
}

// expression writes a value of a p line as a regular expression that is not anchored. What Argo CD cannot compile matches
// nothing.
func (m *Model) expression(value string) string {
	if m.regex {
		if _, err := regexp.Compile(value); err == nil {
			return value
		}
		return never
	}
	expression, err := globExpression(value)
	if err != nil {
		return never
	}
	return `\A(?:` + expression + `)\z`
}

// never is an expression that matches nothing.
const never = `[^\x00-\x{10FFFF}]`

// matches reports whether a value of a p line matches one of a request.
func (m *Model) matches(value, request string) bool {
	if m.literal(value) {
		return value == request
	}
	return m.pattern(value).MatchString(request)
}
