// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
)

var tokenAsked = suite.Case{
	Name:  "token-asked",
	Shows: "Argo CD itself, asked about each resource, action and object, says of the blueprint's account and of its roles what the proof of least privilege says, and of policies that nobody ships too",
	Fault: suite.Fault{
		Plants: "the server has a line more than the proof knows: get on every Application",
		Fails:  "the blueprint: github-actions: applications, get, default/guestbook: yes, by the proof no",
	},
	Limit: 6 * time.Minute,
	Run: func(t *suite.T) {
		version, _, err := argocd.Resolve("v3.5.7")
		t.Must(err)
		p := initialized(t, samplesOf(t))
		a := &interview{t: t, version: version, p: p}
		t.Shell(t.Fairlead("explain", "--patches", p.Path(".")))
		a.applyProjects()
		token := t.Token("github-actions")
		own := []string{"home-manager/home-manager", "k3s-monitoring/k3s-monitoring", "argocd-image-updater/argocd-image-updater"}
		least := a.model()
		if t.Fault() {
			t.Setting(argocd.ConfigMapRBAC, map[string]string{"policy.zz.csv": "p, github-actions, applications, get, */*, allow\n"})
		}
		t.Settle()
		a.asks("the blueprint", least, "github-actions", token, own)
		a.command("the blueprint", least, "github-actions")
		t.Stop()

		for _, more := range beyonds {
			t.Setting(argocd.ConfigMapRBAC, more.data)
			t.Settle()
			a.asks(more.what, a.model(), "github-actions", token, nil)
			a.command(more.what, a.model(), "github-actions")
			gone := map[string]string{}
			for key := range more.data {
				gone[key] = ""
			}
			t.Setting(argocd.ConfigMapRBAC, gone)
		}
		t.Stop()

		p.Replace("platform.yaml", "    account: github-actions\n", "    ci: projectRole\n")
		t.Fairlead("render", p.Path("."))
		a.applyProjects()
		roles := a.model()
		for _, project := range []string{"home-manager", "k3s-monitoring"} {
			role := t.RoleToken(project, rbac.PipelineRole)
			t.Settle()
			a.asks("the blueprint with roles", roles, rbac.ProjectRoleSubject(project, rbac.PipelineRole), role, []string{project + "/" + project})
		}
		t.Show("%d questions answered by its API and %d by its command as the proof answers them: for the blueprint's account, for the roles of its AppProjects, and for %d policies that give more", a.answered, a.commanded, len(beyonds))
	},
}

// beyonds are policies that give the account more than it needs, each another part of what decides.
var beyonds = []struct {
	what string
	data map[string]string
}{
	{"globs, groups and a denial", map[string]string{"policy.zz.csv": strings.Join([]string{
		"p, role:dev, applications, *, home-manager/*, allow",
		"p, role:dev, logs, get, */*, allow",
		"p, role:dev, exec, create, k3s-monitoring/[a-k]*, allow",
		`p, role:dev, "{clusters,repositories}", get, *, allow`,
		"p, role:dev, applications, delete, home-manager/home-manager, deny",
		"p, role:ops, applications, action/apps/*/restart, */*, allow",
		"p, role:ops, projects, get, home*, allow",
		"g, github-actions, role:dev",
		"g, role:dev, role:ops",
		"",
	}, "\n")}},
	{"a default role and a denial", map[string]string{"policy.default": "role:readonly", "policy.zz.csv": "p, github-actions, applications, get, k3s-monitoring/*, deny\n"}},
	{"an administrator", map[string]string{"policy.zz.csv": "g, github-actions, role:admin\n"}},
	{"regular expressions", map[string]string{"policy.matchMode": "regex", "policy.zz.csv": "p, github-actions, applications, ^(get|sync)$, ^home-manager/.*$, allow\np, github-actions, app, ^update/, monitoring, allow\n"}},
}

// interview asks Argo CD and the proof.
type interview struct {
	t                   *suite.T
	version             argocd.Version
	p                   *pack
	answered, commanded int
}

// applyProjects applies the AppProjects of the package; their Applications need not be there to be asked about.
func (a *interview) applyProjects() {
	for _, file := range []string{"home-manager", "k3s-monitoring", installed} {
		for document := range strings.SplitSeq(a.t.Fairlead("render", "--stdout", a.p.Path(".")), "\n---\n") {
			if strings.Contains(document, "kind: AppProject\n") && strings.Contains(document, "\n  name: "+file+"\n") {
				a.t.Kubectl(document, "apply", "-f", "-")
			}
		}
	}
}

// model is the proof's model of the policy and the AppProjects on the server, as they are now.
func (a *interview) model() *rbac.Model {
	data := a.t.Live("ConfigMap", rig.ArgoNamespace, argocd.ConfigMapRBAC).Map("data")
	m := rbac.NewModel(a.version, data["policy.matchMode"] == "regex", data["policy.default"])
	var keys []string
	for key := range data {
		if strings.HasPrefix(key, "policy.") && strings.HasSuffix(key, ".csv") {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(x, y string) int { // policy.csv first
		if (x == "policy.csv") != (y == "policy.csv") {
			return map[bool]int{true: -1, false: 1}[x == "policy.csv"]
		}
		return strings.Compare(x, y)
	})
	for _, key := range keys {
		policy, problems := rbac.Parse(data[key])
		a.t.Assert(len(problems) == 0, "%s: %v", key, problems)
		m.Add(key, policy)
	}
	projects, err := a.t.Kube.List(a.t.Context(), argocd.KindAppProject, rig.ArgoNamespace)
	a.t.Must(err)
	for _, project := range projects {
		var roles []rbac.Role
		for _, role := range project.List("spec", "roles") {
			roles = append(roles, rbac.Role{Name: role.Text("name"), Policies: role.Strings("policies"), Groups: role.Strings("groups")})
		}
		if len(roles) > 0 {
			a.t.Assert(len(m.AddProject(project.Name(), roles, project.Name())) == 0, "the roles of %s", project.Name())
		}
	}
	return m
}

// asked are objects of every resource: those of the blueprint, and others.
var asked = []string{
	"home-manager/home-manager", "k3s-monitoring/k3s-monitoring", "home-manager/another", "home-manager/elsewhere/home-manager", "home-manager/*",
	"default/guestbook", "xhome-manager/home-manager2", "home-manager", "k3s-monitoring", "default", "https://kubernetes.default.svc", "github-actions", "*",
}

// asks puts questions to the server about everything that it lets itself be asked about, with a token. own are the objects of which the subject
// may get and sync the Application, and nothing else; nil where it may more.
func (a *interview) asks(what string, m *rbac.Model, subject, token string, own []string) {
	t := a.t
	if own != nil {
		var needed []rbac.Permission
		for _, object := range own {
			project, _, _ := strings.Cut(object, "/")
			needed = append(needed, rbac.Permission{Resource: "applications", Action: "get", Object: object}, rbac.Permission{Resource: "applications", Action: "sync", Object: object},
				rbac.Permission{Resource: "projects", Action: "get", Object: project})
		}
		budget := language.DefaultBudget
		beyond, err := m.Beyond(subject, needed, &budget)
		t.Must(err)
		t.Check(len(beyond) == 0, "%s: %s may more than it needs, by the proof: %v", what, subject, beyond)
	}
	client := t.Argo.As(token)
	for _, r := range rbac.AllAsked(a.version) {
		for _, action := range []string{"get", "create", "update", "delete", "sync", "override", "invoke"} {
			for _, object := range asked {
				request := rbac.Request{Resource: r.Resource, Action: action, Object: object}
				answer, err := client.Get(t.Context(), fmt.Sprintf("/api/v1/account/can-i/%s/%s/%s", r.Resource, action, url.PathEscape(object)))
				t.Must(err)
				var said struct{ Value string }
				if answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &said) != nil || said.Value != "yes" && said.Value != "no" {
					t.Break("%s: %s: %s: %d %s", what, subject, request, answer.Status, answer.Message())
				}
				a.answered++
				t.Check((said.Value == "yes") == m.Allows(subject, request), "%s: %s: %s: %s, by the proof %s", what, subject, request, said.Value, yes(m.Allows(subject, request)))
			}
		}
	}
}

func yes(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

// paths are actions with a path, about which the server does not let itself be asked; its command does.
var paths = []string{"action/apps/Deployment/restart", "update//Pod/home/web", "delete/apps/Deployment/home/web"}

// command asks the command of Argo CD, which reads the policy on the server: of the actions with a path, and of one without.
func (a *interview) command(what string, m *rbac.Model, subject string) {
	t := a.t
	for _, action := range append([]string{"get"}, paths...) {
		for _, object := range []string{"home-manager/home-manager", "k3s-monitoring/k3s-monitoring"} {
			request := rbac.Request{Resource: "applications", Action: action, Object: object}
			out, err := t.Program("argocd", "", "admin", "settings", "rbac", "can", subject, action, request.Resource, object, "--namespace", rig.ArgoNamespace, "--strict=false")
			said := err == nil && strings.Contains(out, "Yes")
			if !said && !strings.Contains(out, "No") {
				t.Break("%s: argocd admin settings rbac can %s: %v\n%s", what, request, err, out)
			}
			a.commanded++
			t.Check(said == m.Allows(subject, request), "%s: %s: %s: the command says %s, by the proof %s", what, subject, request, yes(said), yes(m.Allows(subject, request)))
		}
	}
}
