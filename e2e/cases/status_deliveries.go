// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/e2e/updater"
)

// statusReport is what the format json of `fairlead status` holds, as far as it is looked at here.
type statusReport struct {
	State    string
	Findings []statusFinding
	Projects []statusProject
}

type statusProject struct {
	Name, State, Sync, Health string
	Images                    []struct{ Git, Live, Newest string }
	Secrets                   []struct {
		Present bool
		Missing []string
		UsedBy  []string
	}
	LastCISync *struct{ By string }
	Findings   []statusFinding
}

type statusFinding struct{ ID, State, Message string }

// deliveries is what `fairlead status` says of a package with two sample Projects.
type deliveries struct {
	t    *suite.T
	pack *pack
	repo string // a checkout of the first Project
	own  string // the name of the first Project
}

// ask runs the command. It may fail, since that says how things are; it must print a report.
func (d *deliveries) ask(args ...string) (*statusReport, string) {
	args = append([]string{"status", d.pack.Path("."), "--repo", d.repo, "--format", "json"}, args...)
	if !slices.Contains(args, "--kubeconfig") {
		args = append(args, "--kubeconfig", d.t.Kubeconfig)
	}
	out, _ := d.t.Program("fairlead", "", args...)
	begin := strings.Index(out, "{\n")
	if begin < 0 {
		d.t.Assert(false, "fairlead status prints no report:\n%s", out)
	}
	report := &statusReport{}
	if err := json.NewDecoder(strings.NewReader(out[begin:])).Decode(report); err != nil {
		d.t.Assert(false, "fairlead status prints no JSON: %v\n%s", err, out)
	}
	return report, out
}

// project is the Project that is looked at.
func (r *statusReport) project(name string) statusProject {
	for _, p := range r.Projects {
		if p.Name == name {
			return p
		}
	}
	return statusProject{}
}

func (p statusProject) has(id string) bool {
	return slices.ContainsFunc(p.Findings, func(f statusFinding) bool { return f.ID == id })
}

// becomes waits until the report of the first Project is as asked for. What Argo CD is still busy with takes it a moment.
func (d *deliveries) becomes(what string, holds func(statusProject) bool) statusProject {
	var p statusProject
	d.t.Eventually(suite.SyncLimit, "status: "+what, func() error {
		report, out := d.ask()
		if p = report.project(d.own); !holds(p) {
			d.t.App(d.own).Nudge()
			return fmt.Errorf("it says:\n%s", out)
		}
		return nil
	})
	return p
}

// says waits until a finding is there.
func (d *deliveries) says(id string) {
	d.becomes("says "+id, func(p statusProject) bool { return p.has(id) })
}

var statusDeliveries = suite.Case{
	Name:  "status-deliveries",
	Shows: "`fairlead status DIR` says of the sample Projects on a live Argo CD what is deployed and what is broken, each silent state by its name: Secrets and keys missing, no Pod, auto-sync off, a write-back taken away, an Application missing, no rights; and nothing where all is well",
	Limit: 8 * time.Minute,
	Fault: suite.Fault{
		Plants: "the Secret has all keys where one is to be missing",
		Fails:  "status: says secret-key-missing",
	},
	Run: func(t *suite.T) {
		r := registryOf(t)
		p := newPack(t)
		d := &deliveries{t: t, pack: p, own: t.Name("home-manager")}
		image := r.Host + "/owner/" + d.own
		for i, tag := range []string{"sha-0000000", "sha-0000001"} {
			r.Push("owner/"+d.own, tag, day.AddDate(0, 0, i))
		}
		workload := t.Repo("home-manager")
		edit := strings.NewReplacer("ghcr.io/owner/home-manager", image, "home-manager", d.own).Replace
		workload.Copy(filepath.Join(t.Root, "examples", "home-manager", "deploy"), "deploy", edit)
		// No node says of a Pod that it is ready, so that one must go before the next comes.
		workload.Replace("deploy/deployment.yaml", "  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n")
		workload.Push()
		// A checkout counts by its remote; this one is the repository itself.
		t.Shell("git -C " + workload.Path(".") + " remote add origin " + workload.URL())
		d.repo = workload.Path(".")
		p.Copy(filepath.Join(t.Root, "examples", "home-manager", "argocd", "project.yaml"), "projects/home-manager.yaml", edit)
		p.Replace("projects/home-manager.yaml", "https://github.com/owner/"+d.own, workload.URL())
		t.ForgetNamespace(d.own)
		root := p.install(p.render())
		app := t.App(d.own)
		app.WaitSynced("")

		// Secrets.
		secret := d.own + "-secrets"
		d.says("secret-missing")
		said := d.becomes("names who waits", func(p statusProject) bool { return len(p.Secrets) == 1 && len(p.Secrets[0].UsedBy) == 2 })
		t.Check(!said.Secrets[0].Present, "a Secret that is not there is present")
		keys := []string{"--from-literal=API_TOKEN=" + t.Value()}
		if t.Fault() {
			keys = append(keys, "--from-literal=DB_PASSWORD="+t.Value())
		}
		t.Kubectl("", append([]string{"-n", d.own, "create", "secret", "generic", secret}, keys...)...)
		d.says("secret-key-missing")
		t.Kubectl("", "-n", d.own, "delete", "secret", secret)
		t.Kubectl("", "-n", d.own, "create", "secret", "generic", secret, "--from-literal=API_TOKEN="+t.Value(), "--from-literal=DB_PASSWORD="+t.Value())
		said = d.becomes("Secrets are there", func(p statusProject) bool { return !p.has("secret-missing") && !p.has("secret-key-missing") })
		t.Check(said.Images[0].Git == "sha-0000000", "the tag in Git is %q", said.Images[0].Git)

		// A newer tag, written, and deployed.
		d.says("image-behind")
		round(t, app, r, updater.Whole, "sha-0000000")
		tagRuns(t, d.own, image, "sha-0000001")
		said = d.becomes("all is well", func(p statusProject) bool {
			return p.Sync == "Synced" && p.State == "ok" && p.Images[0].Live == "sha-0000001" && p.Images[0].Newest == "sha-0000001"
		})

		// The pipeline syncs.
		t.Shell(t.Fairlead("explain", "--patches", p.Path(".")))
		token := t.Token("github-actions")
		t.Settle()
		answer, err := t.Argo.As(token).Call(t.Context(), http.MethodPost, "/api/v1/applications/"+d.own+"/sync", "application/json", []byte("{}"))
		t.Must(err)
		t.Check(answer.Status == http.StatusOK, "the pipeline's sync answers %d", answer.Status)
		app.WaitOperation()
		d.becomes("the pipeline synced", func(p statusProject) bool { return p.LastCISync != nil && p.LastCISync.By == "github-actions" })
		page := p.Path("status.html")
		_, _ = d.ask("--html", page)
		html, err := os.ReadFile(page)
		t.Must(err)
		t.Check(contains(string(html), "<!doctype html>", "sha-0000001", secret), "the page lacks what status says")
		p.Remove("status.html")

		d.broken(r, root, app, workload, image)
		t.Stop()
		t.Show("a sample Project on Argo CD v3.5.7: a missing Secret and key, a newer tag, a tag that was taken away, auto-sync off, no Pod, a missing Application and a kubeconfig without rights, each said by its name; nothing while all was well; the pipeline's sync by its account")
	},
}

// broken breaks one thing after the other.
func (d *deliveries) broken(r *updater.Registry, root, app suite.App, workload *suite.Repo, image string) {
	t := d.t
	patch := func(name string, spec map[string]any) {
		_, err := t.Kube.Patch(t.Context(), "Application", rig.ArgoNamespace, name, map[string]any{"spec": spec})
		t.Must(err)
	}
	// What the updater wrote is taken away: Git's tag runs again, and Argo CD says Synced.
	patch(d.own, map[string]any{"source": map[string]any{"kustomize": nil}})
	tagRuns(t, d.own, image, "sha-0000000")
	d.says("write-back-reverted")
	round(t, app, r, updater.Images, "sha-0000000")
	d.becomes("well again", func(p statusProject) bool { return !p.has("write-back-reverted") && p.Sync == "Synced" })

	// The root would undo it: it must not look.
	patch(root.Name, map[string]any{"syncPolicy": map[string]any{"automated": nil}})
	patch(d.own, map[string]any{"syncPolicy": map[string]any{"automated": nil}})
	d.says("auto-sync-off")
	patch(d.own, map[string]any{"syncPolicy": map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}}})
	workload.Replace("deploy/deployment.yaml", "replicas: 1", "replicas: 0")
	app.WaitSynced(workload.Push())
	d.says("image-not-live")

	// A Project that was rendered and not pushed.
	missing := t.Name("unpushed")
	d.pack.project(missing, workload.URL())
	report, out := d.ask()
	t.Check(report.State == "wrong" && report.project(missing).has("application-missing"), "a Project that was not pushed: %s", out)

	// Somebody who may read nothing.
	config, err := os.ReadFile(t.Kubeconfig)
	t.Must(err)
	nobody := filepath.Join(d.pack.Path("."), "..", t.Name("nobody")+".kubeconfig")
	t.Must(os.WriteFile(nobody, []byte(strings.Replace(string(config), "token:", "as: nobody, token:", 1)), 0o600))
	_, out = d.ask("--kubeconfig", nobody)
	for _, kind := range []string{"applications.argoproj.io", "deployments.apps", "secrets"} {
		t.Check(strings.Contains(out, "reading "+kind+" needs the right to `list` them"), "without rights %s is not named:\n%s", kind, out)
	}
}
