// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/e2e/updater"
	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// step is the notify step of a pipeline, run on this machine as a runner does.
type step struct {
	t    *suite.T
	file string
	env  map[string]string
	// runs counts them.
	runs *int
}

// newStep writes the script where a repository has it; edit plants a fault.
func newStep(t *suite.T, app, token string, edit func(string) string) step {
	dir, err := t.Dir("notify")
	t.Must(err)
	file := filepath.Join(dir, filepath.Base(notify.Path))
	t.Must(os.WriteFile(file, []byte(edit(notify.Script())), 0o600))
	return step{t: t, file: file, runs: new(int), env: map[string]string{
		"PATH": os.Getenv("PATH"), "RUNNER_TEMP": dir, notify.PollSeconds: "1",
		notify.ArgoCDURL: t.Argo.URL(), notify.ArgoCDToken: token, notify.ArgoCDApplication: app, notify.ArgoCDAppProject: app,
	}}
}

// run runs the step with further variables and returns how it ended.
func (s step) run(ctx context.Context, env map[string]string) (exit int, out string) {
	*s.runs++
	cmd := exec.CommandContext(ctx, "sh", s.file)
	all := maps.Clone(s.env)
	maps.Copy(all, env)
	for name, value := range all {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	text, err := cmd.CombinedOutput()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return -1, err.Error()
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// ends holds how the step ends and what it says.
func (s step) ends(what string, want int, says string, env map[string]string) {
	exit, out := s.run(s.t.Context(), env)
	s.t.Check(exit == want && strings.Contains(out, says), "%s: it ends with %d, expected %d with %q:\n%s", what, exit, want, says, out)
	s.t.Check(!strings.Contains(out, s.env[notify.ArgoCDToken]), "%s: it prints the token", what)
}

// kubelet makes every Pod of a namespace ready until it is stopped: nothing else on the rig does.
func kubelet(t *suite.T, namespace string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ; ctx.Err() == nil; time.Sleep(300 * time.Millisecond) {
			list := t.Command(ctx, "kubectl", "-n", namespace, "get", "pods", "-o", "name")
			pods, err := list.Output()
			if err != nil {
				continue // the namespace comes with the first sync
			}
			for pod := range strings.FieldsSeq(string(pods)) {
				_ = t.Command(ctx, "kubectl", "-n", namespace, "patch", pod, "--subresource=status", "--type=merge", "-p",
					`{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`).Run() // it may be gone
			}
		}
	}()
	return func() { cancel(); <-done }
}

var notifyStep = suite.Case{
	Name:  "notify-step",
	Shows: "the notify step tells the answers of a real Argo CD apart, waits until the Application runs the pushed image or another push overtakes it, and its sync keeps the Application's own options",
	Fault: suite.Fault{
		Plants: "the request for a sync holds syncOptions",
		Fails:  "sync: the operation has the options",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		on, workload := delivered(t, p, "pipeline", "somebody")
		t.Shell(t.Fairlead("explain", "--patches", p.Path(".")))
		// An account that may everything is told that an Application is not there; one that may little is not.
		t.Setting("argocd-cm", map[string]string{"accounts.wide": "apiKey"})
		t.Setting("argocd-rbac-cm", map[string]string{"policy.wide.csv": "p, wide, applications, *, */*, allow\n"})
		token, wide := t.Token("pipeline"), t.Token("wide")
		t.Settle()
		s := newStep(t, on.own, token, func(script string) string {
			if t.Fault() {
				return strings.Replace(script, `{"project":"%s"%s}`, `{"project":"%s"%s,"syncOptions":{"items":["CreateNamespace=true"]}}`, 1)
			}
			return script
		})
		sync := map[string]string{notify.Sync: "true"}
		app := t.App(on.own)

		s.ends("sync", notify.Done, "Argo CD was asked to sync", sync)
		phase, said := app.WaitOperation()
		t.Check(phase == "Succeeded", "sync: %s: %s", phase, said)
		own, used := app.Live().Strings("spec", "syncPolicy", "syncOptions"), app.Live().Strings("status", "operationState", "operation", "sync", "syncOptions")
		t.Check(slices.Contains(own, "RespectIgnoreDifferences=true") && slices.Equal(own, used), "sync: the operation has the options %q, the Application %q", used, own)
		t.Stop()

		stop := kubelet(t, on.own)
		defer stop()
		wait := func(image, seconds string) map[string]string {
			return map[string]string{notify.Images: image, notify.WaitSeconds: seconds}
		}
		const first, second, third = "ghcr.io/owner/own:sha-0000000", "ghcr.io/owner/own:sha-1111111", "ghcr.io/owner/own:sha-2222222"
		const unwritten, newer = "ghcr.io/owner/own:sha-3333333", "ghcr.io/owner/own:sha-4444444"
		s.ends("wait", notify.Done, on.own+" runs "+first, wait(first, "90"))
		s.ends("wait for what nobody wrote", notify.NotRunning, "1 of the images do not run yet; sync Synced, health Healthy", wait(second, "2"))
		began := time.Now()
		s.follows(app, second, wait(second, "120"), func() error {
			return updater.Images(t.Context(), t.Kube, rig.ArgoNamespace, on.own, []string{second})
		})
		took := time.Since(began)
		s.overtaken(unwritten, wait(unwritten, "120"), func() error {
			return updater.Images(t.Context(), t.Kube, rig.ArgoNamespace, on.own, []string{newer})
		})
		t.Must(updater.Images(t.Context(), t.Kube, rig.ArgoNamespace, on.own, nil))
		s.follows(app, third, wait(third, "120"), func() error {
			workload.Replace("deploy/deployment.yaml", first, third)
			workload.Push()
			return nil
		})
		stop()

		s.ends("a token that is none", notify.Refused, "does not accept ARGOCD_TOKEN (401)", map[string]string{notify.Sync: "true", notify.ArgoCDToken: "garbage"})
		for _, request := range []struct {
			verb string
			env  map[string]string
		}{{"sync", sync}, {"get", wait(first, "60")}} {
			of := func(project, app, token string) map[string]string {
				env := maps.Clone(request.env)
				env[notify.ArgoCDAppProject], env[notify.ArgoCDApplication], env[notify.ArgoCDToken] = project, app, token
				return env
			}
			denied := "the token must not " + request.verb + " this Application (403)"
			s.ends(request.verb+" other", notify.Refused, denied, of(on.other, on.other, token))
			s.ends(request.verb+" own as of another AppProject", notify.Refused, denied, of(on.other, on.own, token))
			s.ends(request.verb+" one that is not there", notify.Refused, denied, of(on.own, on.own+"-missing", token))
			s.ends(request.verb+" one that is not there, with every right", notify.Refused, "there is no Application "+on.own+"-missing", of(on.own, on.own+"-missing", wide))
			s.ends(request.verb+" own as of another AppProject, with every right", notify.Refused, "there is no Application "+on.own, of(on.other, on.own, wide))
		}
		s.ends("no path of the API", notify.Refused, "(404)", map[string]string{notify.Sync: "true", notify.ArgoCDURL: t.Argo.URL() + "/elsewhere"})

		s.ends("nothing listens", notify.Done, "Argo CD was not asked to sync: nothing accepts the connection", map[string]string{notify.Sync: "true", notify.ArgoCDURL: "https://127.0.0.1:1", notify.Tries: "1"})

		workload.Write(map[string]string{"deploy/hook.yaml": hook})
		kustomization(workload, "deployment.yaml", "hook.yaml")
		workload.Push()
		s.ends("sync with a hook", notify.Done, "Argo CD was asked to sync", sync)
		s.ends("sync while another goes on", notify.Done, "Argo CD is syncing already", sync)
		app.Terminate()
		app.WaitOperation()
		t.Stop()
		t.Show("%d runs: 200, 400 busy, 401, 403, 404 and a port on which nothing listens told apart; a tag that Image Updater wrote ran %.0f s after the push, one in Git too; a push that another overtook ended without waiting on; the sync had the Application's own %d options", *s.runs, took.Seconds(), len(own))
	},
}

// beside runs the step beside a change that comes a little later, and returns how it ended.
func (s step) beside(what string, env map[string]string, change func() error) (exit int, out string) {
	type end struct {
		exit int
		out  string
	}
	ended := make(chan end, 1)
	go func() {
		exit, out := s.run(s.t.Context(), env)
		ended <- end{exit, out}
	}()
	s.t.Sleep(3 * time.Second)
	select {
	case e := <-ended:
		s.t.Assert(false, "%s: the step ended before the change: %d\n%s", what, e.exit, e.out)
	default:
	}
	s.t.Must(change())
	e := <-ended
	return e.exit, e.out
}

// overtaken runs the step beside a change to another tag than its own, and holds that it ends with a notice.
func (s step) overtaken(image string, env map[string]string, change func() error) {
	env[notify.OvertakenSeconds] = "1"
	exit, out := s.beside(image, env, change)
	s.t.Check(exit == notify.Done && strings.Contains(out, "::notice title=notify::Another push overtook this one: "), "%s: %d\n%s", image, exit, out)
}

// follows runs the step with SYNC beside a change, and holds that it ends when the image runs.
func (s step) follows(app suite.App, image string, env map[string]string, change func() error) {
	env[notify.Sync], env[notify.RefreshSeconds] = "true", "3"
	exit, out := s.beside(image, env, change)
	s.t.Check(exit == notify.Done && strings.Contains(out, "Argo CD was asked to sync") && strings.Contains(out, app.Name+" runs "+image), "%s: %d\n%s", image, exit, out)
	s.t.Check(slices.Contains(app.Live().Strings("status", "summary", "images"), image), "%s does not run %s", app.Name, image)
}
