// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"net/http"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// manual is a Project that syncs only when it is asked to, so that every call meets an Application at rest.
const manual = "sync: {automated: false}"

// delivered is two Projects of a package whose root is Synced, the older commit of the first, and its workload.
func delivered(t *suite.T, p *pack, ownCI, otherCI string) (target, *suite.Repo) {
	on := target{own: t.Name("own"), other: t.Name("other")}
	workload := application(t, on.own, "ghcr.io/owner/own:sha-0000000", nil)
	on.commit = workload.Push()
	workload.Push()
	for name, ci := range map[string]string{on.own: ownCI, on.other: otherCI} {
		t.ForgetNamespace(name)
		lines := []string{manual}
		if ci != "" {
			lines = append(lines, "ci: {account: "+ci+"}")
		}
		p.project(name, workload.URL(), lines...)
	}
	p.install(p.render())
	return on, workload
}

// strangers are those who have no token, or one that Argo CD never gave.
func strangers() []caller {
	return []caller{stranger("no token", ""), stranger("a token that is none", "garbage")}
}

var token = suite.Case{
	Name:  "token-account",
	Shows: "the token of the CI account can read and sync its Application, and nothing else",
	Fault: suite.Fault{
		Plants: "the generated policy allows get on every Application",
		Fails:  "pipeline: GET other answers 200",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		on, workload := delivered(t, p, "pipeline", "somebody")
		patches := t.Fairlead("explain", "--patches", p.Path("."))
		if t.Fault() {
			patches = strings.ReplaceAll(patches, "applications, get, "+on.own+"/"+on.own, "applications, get, */*")
		}
		t.Shell(patches)
		t.Setting("argocd-cm", map[string]string{"accounts.powerless": "apiKey"})
		ci := pipeline("pipeline", t.Token("pipeline"))
		t.Settle()
		made := 0
		for _, c := range append(strangers(), powerless("powerless", t.Token("powerless")), ci) {
			made += c.try(t, on, calls...)
		}
		busy(t, on, workload, ci)
		commandLine(t, on, ci.token)
		t.Stop()
		t.Show("%d calls answered as documented: 200 for get and sync of its own, 403 for any other Application, there or not, 401 without a token, 415 without the content type, 400 while another sync runs", made+3)
	},
}

// busy shows what is answered while a sync goes on: a hook that nothing runs holds it.
func busy(t *suite.T, on target, workload *suite.Repo, ci caller) {
	workload.Write(map[string]string{"deploy/hook.yaml": hook})
	kustomization(workload, "deployment.yaml", "hook.yaml")
	workload.Push()
	post := func() (int, string) {
		answer, err := t.Argo.As(ci.token).Call(t.Context(), http.MethodPost, "/api/v1/applications/"+on.own+"/sync", "application/json", []byte("{}"))
		t.Must(err)
		return answer.Status, answer.Message()
	}
	first, message := post()
	t.Assert(first == http.StatusOK, "%s: sync own with a hook answers %d %s", ci.who, first, message)
	second, message := post()
	t.Check(second == http.StatusBadRequest && strings.Contains(message, "another operation is already in progress"), "%s: sync while another goes on answers %d %s", ci.who, second, message)
	answer, err := t.Argo.As(ci.token).Call(t.Context(), http.MethodDelete, "/api/v1/applications/"+on.own+"/operation", "application/json", nil)
	t.Must(err)
	t.Check(answer.Status == http.StatusOK, "%s: ending the operation answers %d %s", ci.who, answer.Status, answer.Message())
	t.App(on.own).WaitOperation()
	workload.Remove("deploy/hook.yaml")
	kustomization(workload, "deployment.yaml")
	workload.Push()
}

const hook = `apiVersion: batch/v1
kind: Job
metadata:
  name: never
  annotations: {argocd.argoproj.io/hook: PreSync}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: never, image: ghcr.io/owner/never}]
`

// commandLine shows which commands of the argocd CLI the token is enough for.
func commandLine(t *suite.T, on target, token string) {
	server := []string{"--server", strings.TrimPrefix(t.Argo.URL(), "http://"), "--plaintext"}
	run := func(args ...string) (string, error) {
		cmd := t.Command(t.Context(), "argocd", append(args, server...)...)
		cmd.Env = append(cmd.Env, "ARGOCD_AUTH_TOKEN="+token)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := run("app", "sync", on.own)
	t.Check(err == nil, "argocd app sync: %v: %s", err, out)
	out, err = run("app", "wait", on.own, "--sync", "--timeout", "60")
	t.Check(err == nil, "argocd app wait: %v: %s", err, out)
	out, err = run("app", "get", on.own)
	t.Check(err != nil && strings.Contains(out, "PermissionDenied"), "argocd app get, which needs more than get and sync: %v: %s", err, out)
}

var tokenPerProject = suite.Case{
	Name:  "token-per-project",
	Shows: "with an account for each Project, the token of one is refused by the Application of the other",
	Fault: suite.Fault{
		Plants: "the policies of both Projects name the same account",
		Fails:  "first: GET other answers 200",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		on, _ := delivered(t, p, "first", "second")
		patches := t.Fairlead("explain", "--patches", p.Path("."))
		if t.Fault() {
			patches = strings.ReplaceAll(patches, "p, second, ", "p, first, ")
		}
		t.Shell(patches)
		tokens := map[string]string{"first": t.Token("first"), "second": t.Token("second")}
		t.Settle()
		basic := named("GET own", "sync own", "GET other", "sync other", "list", "delete own", "PATCH own")
		made := pipeline("first", tokens["first"]).try(t, on, basic...)
		made += pipeline("second", tokens["second"]).try(t, target{own: on.other, other: on.own}, basic...)
		t.Show("%d calls: each account 200 on its own Application, 403 on the other's", made)
	},
}

var tokenRole = suite.Case{
	Name:  "token-role",
	Shows: "with ci: projectRole the token of the AppProject's role does the same, without a change to Argo CD's ConfigMaps, and outlives renders and syncs",
	Fault: suite.Fault{
		Plants: "the role has no policy for get",
		Fails:  "role ci: GET own answers 403",
	},
	Run: func(t *suite.T) {
		p := newPack(t, "ci: projectRole")
		on, workload := delivered(t, p, "", "")
		if t.Fault() {
			p.Edit("rendered/"+on.own+".yaml", func(text string) string {
				var lines []string
				for line := range strings.Lines(text) {
					if !strings.Contains(line, ", applications, get, ") {
						lines = append(lines, line)
					}
				}
				return strings.Join(lines, "")
			})
			t.App(p.platform).WaitSynced(p.Push())
		}
		role := pipeline("role ci", t.RoleToken(on.own, "ci"))
		t.Settle()
		made := 0
		for _, c := range append(strangers(), role) {
			made += c.try(t, on, calls...)
		}
		busy(t, on, workload, role)
		t.Stop()
		made += 3

		// The AppProject changes and is applied again: the token is in its status, which no manifest has.
		p.project(on.own, workload.URL(), manual, "onDelete: delete", "secrets: [app-secrets]")
		root := t.App(p.platform)
		root.WaitSynced(p.render())
		root.Sync()
		made += role.try(t, on, named("GET own", "sync own", "GET other")...)
		for _, name := range []string{"argocd-cm", "argocd-rbac-cm"} {
			data := t.Live("ConfigMap", rig.ArgoNamespace, name).Map("data")
			t.Check(len(data) == 0, "%s was changed: it has %d keys", name, len(data))
		}
		t.Show("%d calls answered as for an account; the token works after a render and two syncs of its AppProject; argocd-cm and argocd-rbac-cm are empty", made)
	},
}
