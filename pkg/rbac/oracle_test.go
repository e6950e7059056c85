// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"
	casbinutil "github.com/casbin/casbin/v2/util"
	"github.com/gobwas/glob"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// argoModel is Argo CD's assets/model.conf.
const argoModel = `
[request_definition]
r = sub, res, act, obj

[policy_definition]
p = sub, res, act, obj, eft

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = g(r.sub, p.sub) && globOrRegexMatch(r.res, p.res) && globOrRegexMatch(r.act, p.act) && globOrRegexMatch(r.obj, p.obj)
`

// oracle decides by casbin with Argo CD's model, its matchers and its way of asking.
type oracle struct {
	base        *casbin.Enforcer
	projects    map[string]*casbin.Enforcer
	defaultRole string
}

func enforcer(t *testing.T, regex bool, policy string) *casbin.Enforcer {
	t.Helper()
	m, err := model.NewModelFromString(argoModel)
	assert.NilError(t, err)
	e, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(policy))
	assert.NilError(t, err)
	e.AddFunction("globOrRegexMatch", func(args ...any) (any, error) {
		value, pattern := args[0].(string), args[1].(string)
		if regex {
			return casbinutil.RegexMatch(value, pattern), nil
		}
		compiled, err := glob.Compile(pattern)
		return err == nil && compiled.Match(value), nil
	})
	return e
}

// allows asks as Enforcer.Enforce and RBACPolicyEnforcer.EnforceClaims do.
func (o oracle) allows(t *testing.T, subject string, r Request) bool {
	t.Helper()
	ask := func(e *casbin.Enforcer, subject string) bool {
		ok, err := e.Enforce(subject, r.Resource, r.Action, r.Object)
		assert.NilError(t, err)
		return ok
	}
	if o.defaultRole != "" && ask(o.base, o.defaultRole) {
		return true
	}
	e, project := o.base, ""
	switch r.Resource {
	case "applications", "applicationsets", "repositories", "clusters", "logs", "exec":
		if before, _, ok := strings.Cut(r.Object, "/"); ok {
			project = before
		}
	case "projects":
		project = r.Object
	}
	if own, ok := o.projects[project]; ok {
		if parts := strings.Split(subject, ":"); len(parts) == 3 && parts[0] == "proj" && parts[1] != project {
			return o.defaultRole != "" && ask(own, o.defaultRole)
		}
		e = own
	}
	return o.defaultRole != "" && ask(e, o.defaultRole) || ask(e, subject)
}

var (
	subjects = []string{"ci", "role:dev", "role:ops", "role:readonly", "admin", "proj:web:ci", "team"}
	asked    = []string{"applications", "applications", "applications", "clusters", "projects", "logs", "exec", "accounts", "repositories", "certificates", "applicationsets"}
	globs    = map[string][]string{
		"resource": {"*", "app*", "applications", "{logs,exec}", "clusters", "projects", "accounts", "[a-c]*", "?ogs"},
		"action":   {"get", "sync", "*", "action/*", "delete/*", "upd*", "{get,sync}", "override", "create", "[!g]*", "action/apps/*/restart", "s??c", "delete", "update/*/Pod/*/*"},
		"object":   {"web/app", "web/*", "*/*", "*", "db/app", "*/app", "web/[a-b]*", "{web,db}/app", "web/ns/app", "w?b/*", "web", "[!w]*", "https://*", "ci", "web/app*"},
	}
	regexes = map[string][]string{
		"resource": {".*", "app", "^applications$", "logs|exec", "^clusters$", "^projects$", "accounts"},
		"action":   {"^get$", "sync", ".*", "^action/", "^(get|sync)$", "^delete$", "^o"},
		"object":   {"web/app", "^web/app$", "^web/", ".*", "^db/.+$", "app$", "web", "^https://"},
	}
	requests = map[string][]string{
		"action": {"get", "sync", "create", "delete", "override", "update", "action/apps/Deployment/restart", "delete//Pod/web/p", "update//Pod/web/p"},
		"object": {"web/app", "web/app2", "db/app", "web/ns/app", "web", "db", "ci", "https://kubernetes.default.svc", "xweb/app", "web/https://x"},
	}
)

// randomPolicy is a policy that nobody would write, and every part of which somebody did.
func randomPolicy(random *rand.Rand, regex bool, lines int) string {
	from, pick := globs, func(list []string) string { return list[random.Intn(len(list))] }
	if regex {
		from = regexes
	}
	var b strings.Builder
	for range lines {
		if random.Intn(4) == 0 {
			fmt.Fprintf(&b, "g, %s, %s\n", pick(subjects), pick(subjects[:6]))
			continue
		}
		effect := "allow"
		if random.Intn(4) == 0 {
			effect = "deny"
		}
		values := []string{"p", pick(subjects), pick(from["resource"]), pick(from["action"]), pick(from["object"]), effect}
		for i, v := range values {
			if strings.Contains(v, ",") {
				values[i] = `"` + v + `"`
			}
		}
		b.WriteString(strings.Join(values, ", ") + "\n")
	}
	return b.String()
}

// TestDecidesAsCasbin compares what the model decides with casbin, which Argo CD asks, over ten thousand policies and requests;
// and whatever is allowed must lie in what Beyond finds when nothing is permitted.
func TestDecidesAsCasbin(t *testing.T) {
	random := rand.New(rand.NewSource(6))
	pick := func(list []string) string { return list[random.Intn(len(list))] }
	policies := 1000
	if testing.Short() {
		policies = 100
	}
	all := everyRequest(minor{3, 5})
	allowed, beyond := 0, 0
	for n := range policies {
		regex := n%5 == 4
		v := minor{3, 5}
		defaultRole := []string{"", "", "role:readonly", "role:dev"}[random.Intn(4)]
		text := randomPolicy(random, regex, 1+random.Intn(8))
		roles := randomPolicy(random, regex, random.Intn(4))
		m := NewModel(v, regex, defaultRole)
		policy, problems := Parse(text)
		assert.Equal(t, len(problems), 0, text)
		m.Add("policy.csv", policy)
		m.AddProject("web", []Role{{Name: "ci", Policies: strings.Split(strings.TrimSpace(roles), "\n"), Groups: []string{"team"}}}, "web")
		own := "p, proj:web:ci, projects, get, web, allow\ng, team, proj:web:ci\n" + roles
		brought := builtIn(v).String()
		if regex {
			brought = "g, role:admin, role:readonly\ng, admin, role:admin\n" // the objects of the others are no regular expressions: Argo CD then denies
		}
		o := oracle{enforcer(t, regex, brought+text), map[string]*casbin.Enforcer{"web": enforcer(t, regex, brought+text+own)}, defaultRole}
		for range 10 {
			subject := pick(subjects)
			r := Request{Resource: pick(asked), Action: pick(requests["action"]), Object: pick(requests["object"])}
			want := o.allows(t, subject, r)
			assert.Equal(t, m.Allows(subject, r), want, "%s: %s; default %q regex %v\n%s\nof web:\n%s", subject, r, defaultRole, regex, text, roles)
			if want {
				allowed++
			}
		}
		subject := pick(subjects)
		if regex {
			continue
		}
		budget := language.DefaultBudget
		excesses, err := m.Beyond(subject, nil, &budget)
		assert.NilError(t, err)
		for _, e := range excesses {
			for _, r := range append([]Request{e.Smallest}, e.More...) {
				assert.Assert(t, o.allows(t, subject, r), "%s may not %s\n%s\nof web:\n%s", subject, r, text, roles)
				beyond++
			}
		}
		for i, r := range all {
			if i%10 == n%10 && o.allows(t, subject, r) {
				assert.Assert(t, slices.ContainsFunc(excesses, func(e Excess) bool { return allowsAlone(e.Line, r) }),
					"%s may %s, and no line was found\n%s\nof web:\n%s", subject, r, text, roles)
			}
		}
	}
	t.Logf("%d requests were allowed, %d found beyond", allowed, beyond)
	assert.Assert(t, allowed > policies/2 && beyond > policies)
}

// allowsAlone reports whether a line matches a request.
func allowsAlone(line Granted, r Request) bool {
	for pattern, value := range map[string]string{line.Resource: r.Resource, line.Action: r.Action, line.Object: r.Object} {
		if !glob.MustCompile(pattern).Match(value) {
			return false
		}
	}
	return true
}

// everyRequest lists the requests of the tables above that a version asks for.
func everyRequest(v Version) []Request {
	var all []Request
	for _, resource := range known(v) {
		actions, objects := language.Union(resource.actionSets(v)...), resource.objects()
		for _, action := range requests["action"] {
			for _, object := range requests["object"] {
				if slices.Contains(asked, resource.name) && actions.Has(action) && objects.Has(object) {
					all = append(all, Request{resource.name, action, object})
				}
			}
		}
	}
	return all
}
