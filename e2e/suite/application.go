// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/argo"
	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
)

// SyncLimit is how long a sync may take on a busy machine.
const SyncLimit = 90 * time.Second

// App is an Application of the rig.
type App struct {
	t    *T
	Name string
}

// App watches an Application: where the case fails, its conditions are printed. When the case is over it is deleted, if it is still there.
func (t *T) App(name string) App {
	t.record.mu.Lock()
	t.record.apps = append(t.record.apps, name)
	t.record.mu.Unlock()
	return App{t: t, Name: name}
}

// Live is the Application as it is now; nil where it is not there.
func (a App) Live() kube.Object { return a.t.Live("Application", rig.ArgoNamespace, a.Name) }

// Refresh lets Argo CD look at Git again and waits until it has compared.
func (a App) Refresh() {
	answer, err := a.t.Argo.Get(a.t.ctx, "/api/v1/applications/"+a.Name+"?refresh=hard")
	a.t.Must(err)
	if answer.Status != http.StatusOK {
		a.t.Break("refreshing %s: %d: %s", a.Name, answer.Status, answer.Message())
	}
}

// Sync syncs as the button does, with the Application's own options, and waits for the end. A sync that does not succeed is a failure.
func (a App) Sync() {
	phase, message := a.TrySync(map[string]any{})
	a.t.Assert(phase == "Succeeded", "syncing %s: %s: %s", a.Name, phase, message)
}

// TrySync syncs with any request, waits for the end and returns how it ended. An operation that goes on is waited for first.
func (a App) TrySync(request map[string]any) (phase, message string) {
	var answer argo.Answer
	a.t.Eventually(SyncLimit, "starting a sync of "+a.Name, func() error {
		var err error
		answer, err = a.t.Argo.Post(a.t.ctx, "/api/v1/applications/"+a.Name+"/sync", request)
		if err == nil && answer.Status == http.StatusBadRequest && strings.Contains(answer.Message(), "another operation is already in progress") {
			err = errors.New(answer.Message())
		}
		return err
	})
	if answer.Status != http.StatusOK {
		return "Refused", fmt.Sprintf("%d: %s", answer.Status, answer.Message())
	}
	return a.WaitOperation()
}

// Terminate ends an operation that goes on, as the button does. That none does is no error.
func (a App) Terminate() {
	answer, err := a.t.Argo.Call(a.t.ctx, http.MethodDelete, "/api/v1/applications/"+a.Name+"/operation", "application/json", nil)
	a.t.Must(err)
	if answer.Status != http.StatusOK && answer.Status != http.StatusBadRequest {
		a.t.Break("ending the operation of %s: %d: %s", a.Name, answer.Status, answer.Message())
	}
}

// WaitOperation waits until no operation goes on, and returns how the last one ended.
func (a App) WaitOperation() (phase, message string) {
	a.t.Eventually(SyncLimit, "the end of the sync of "+a.Name, func() error {
		live := a.Live()
		phase, message = live.Text("status", "operationState", "phase"), live.Text("status", "operationState", "message")
		if live.At("operation") != nil || phase == "Running" || phase == "Terminating" || phase == "" {
			return errors.New(a.state(live))
		}
		return nil
	})
	return phase, message
}

// WaitSynced waits until a commit is synced: by Argo CD itself where the Application is automated. "" is any commit.
func (a App) WaitSynced(commit string) {
	next := time.Now()
	a.t.Eventually(SyncLimit, a.Name+" becomes Synced", func() error {
		live := a.Live()
		if live == nil {
			return errors.New("there is no such Application")
		}
		revision := live.Text("status", "sync", "revision")
		synced := live.Text("status", "sync", "status") == "Synced" && live.At("operation") == nil && (commit == "" || revision == commit) &&
			live.Text("status", "operationState", "phase") == "Succeeded" && (commit == "" || live.Text("status", "operationState", "syncResult", "revision") == commit)
		if synced {
			return nil
		}
		if time.Now().After(next) {
			next = time.Now().Add(3 * time.Second)
			a.Nudge()
		}
		return errors.New(a.state(live))
	})
}

// WaitCompared waits until everything is as a commit has it, whether or not that took a sync: a commit that changes no resource brings none.
func (a App) WaitCompared(commit string) {
	next := time.Now()
	a.t.Eventually(SyncLimit, a.Name+" is as the commit has it", func() error {
		live := a.Live()
		if live.Text("status", "sync", "status") == "Synced" && live.Text("status", "sync", "revision") == commit && live.At("operation") == nil &&
			live.Text("status", "operationState", "phase") == "Succeeded" && len(live.List("status", "conditions")) == 0 {
			return nil
		}
		if time.Now().After(next) {
			next = time.Now().Add(3 * time.Second)
			a.Nudge()
		}
		return errors.New(a.state(live))
	})
}

// Nudge asks for a look at Git without waiting for it, as the webhook does.
func (a App) Nudge() {
	_, err := a.t.Kube.Patch(a.t.ctx, "Application", rig.ArgoNamespace, a.Name,
		map[string]any{"metadata": map[string]any{"annotations": map[string]any{"argocd.argoproj.io/refresh": "hard"}}})
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		a.t.Must(err)
	}
}

// Resources are the resources that Argo CD lists for the Application, as "Secret/name", with their sync status.
func (a App) Resources() map[string]string {
	resources := map[string]string{}
	for _, r := range a.Live().List("status", "resources") {
		resources[r.Kind()+"/"+r.Text("name")] = r.Text("status")
	}
	return resources
}

// Conditions are the Application's conditions: their type and their text.
func (a App) Conditions() []string {
	var conditions []string
	for _, c := range a.Live().List("status", "conditions") {
		conditions = append(conditions, c.Text("type")+": "+c.Text("message"))
	}
	return conditions
}

// Says waits until one condition of the Application holds all parts, and returns it.
func (a App) Says(parts ...string) (condition string) {
	return a.SaysWhile("", func() error { return nil }, parts...)
}

// SaysWhile is Says, and holds meanwhile that something stays so.
func (a App) SaysWhile(what string, stays func() error, parts ...string) (condition string) {
	next := time.Now()
	a.t.Eventually(SyncLimit, fmt.Sprintf("%s says %q", a.Name, parts), func() error {
		if err := stays(); err != nil {
			a.t.Assert(false, "%s: %v", what, err)
		}
		for _, condition = range a.Conditions() {
			if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(condition, part) }) {
				return nil
			}
		}
		if time.Now().After(next) {
			next = time.Now().Add(3 * time.Second)
			a.Nudge()
		}
		return errors.New(a.state(a.Live()))
	})
	return condition
}

// Delete deletes the Application as the button does and waits until it is gone. cascade deletes what it manages as well.
func (a App) Delete(cascade bool) {
	answer, err := a.t.Argo.Call(a.t.ctx, http.MethodDelete, fmt.Sprintf("/api/v1/applications/%s?cascade=%t", a.Name, cascade), "application/json", nil)
	a.t.Must(err)
	if answer.Status != http.StatusOK {
		a.t.Break("deleting %s: %d: %s", a.Name, answer.Status, answer.Message())
	}
	a.WaitGone()
}

// WaitGone waits until the Application is not there any more.
func (a App) WaitGone() {
	a.t.Eventually(SyncLimit, a.Name+" is gone", func() error {
		if live := a.Live(); live != nil {
			return errors.New(a.state(live))
		}
		return nil
	})
}

// state says in a few lines how an Application is.
func (a App) state(live kube.Object) string {
	if live == nil {
		return a.Name + ": there is no such Application"
	}
	lines := []string{fmt.Sprintf("%s: sync %s of %.8s, health %s, last operation %s %s", a.Name,
		live.Text("status", "sync", "status"), live.Text("status", "sync", "revision"), live.Text("status", "health", "status"),
		live.Text("status", "operationState", "phase"), live.Text("status", "operationState", "message"))}
	for _, c := range live.List("status", "conditions") {
		lines = append(lines, "  "+c.Text("type")+": "+c.Text("message"))
	}
	for _, r := range live.List("status", "resources") {
		if status := r.Text("status"); status != "Synced" {
			lines = append(lines, fmt.Sprintf("  %s/%s: %s", r.Kind(), r.Text("name"), status))
		}
	}
	return strings.Join(lines, "\n")
}

// Token makes a token of a local account of Argo CD.
func (t *T) Token(account string) string {
	return t.token("/api/v1/account/" + account + "/token")
}

// RoleToken makes a token of a role of an AppProject.
func (t *T) RoleToken(project, role string) string {
	return t.token("/api/v1/projects/" + project + "/roles/" + role + "/token")
}

func (t *T) token(path string) string {
	var made struct{ Token string }
	t.Eventually(30*time.Second, "making a token by "+path, func() error {
		answer, err := t.Argo.Post(t.ctx, path, map[string]any{})
		if err != nil {
			return err
		}
		if answer.Status != http.StatusOK {
			return fmt.Errorf("%d: %s", answer.Status, answer.Message())
		}
		return json.Unmarshal(answer.Body, &made)
	})
	t.values.add(made.Token)
	return made.Token
}
