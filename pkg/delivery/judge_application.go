// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/generate"
)

// application says how the live Application is.
func (j *judgement) application() {
	if j.Live.AppUnknown != "" {
		j.say("application-not-known", Application, Unknown, "", "nothing is known of the Application: %s", j.Live.AppUnknown)
		return
	}
	app := j.Live.App
	if app == nil {
		j.missing()
		return
	}
	j.out.Sync, j.out.Health, j.out.Deployed = app.Sync, app.Health, app.Deployed
	j.syncs(app)
	if app.Deleting {
		j.say("application-deleting", Application, Wrong, "", "the Application is being deleted")
	}
	if app.Owner != "" {
		j.say("write-back-owned", Application, Warning, "ApplicationSet: spec.ignoreApplicationDifferences: [{jsonPointers: [/spec/source/kustomize/images]}]",
			"the ApplicationSet %s owns the Application, and takes back what Image Updater writes unless it ignores that difference", app.Owner)
	}
	if app.Annotations[skipReconcile] == "true" {
		j.say("application-suspended", Application, Wrong, fmt.Sprintf("kubectl -n %s annotate application %s %s-", app.Namespace, app.Name, skipReconcile),
			"the annotation %s stops Argo CD from looking at the Application at all", skipReconcile)
	}
	j.differs(app)
	j.autoSync(app)
	j.condition(app)
	j.health(app)
	if len(j.Project.Spec.Images) > 0 {
		j.followed(app)
		j.writeBack(app)
	}
}

// skipReconcile is the annotation with which Argo CD leaves an Application alone.
const skipReconcile = argocd.AnnotationPrefix + "skip-reconcile"

// missing says that the Application is not there, and how it would come.
func (j *judgement) missing() {
	root := j.Live.Root
	switch {
	case j.Live.RootName != "" && root == nil:
		j.say("application-missing", Application, Wrong, "kubectl apply -f root.yaml", "Argo CD has no Application %s, and not the root Application %s that would bring it either", j.Project.Name, j.Live.RootName)
	case root != nil && (root.Sync != "Synced" || root.Operation != nil && failed(root.Operation.Phase)):
		j.say("application-missing", Application, Wrong, "", "Argo CD has no Application %s: the root Application %s is %s%s", j.Project.Name, root.Name, orUnknown(root.Sync), because(root))
	case root != nil:
		j.say("application-missing", Application, Wrong, "render, commit and push the package", "Argo CD has no Application %s, though the root Application %s is Synced: the commit that it reads does not hold it", j.Project.Name, root.Name)
	default:
		j.say("application-missing", Application, Wrong, "apply what `fairlead render` writes, or let a root Application do it: spec.package of the Platform", "Argo CD has no Application %s", j.Project.Name)
	}
}

// differs says where the live Application is not the one that the Project asks for: it is of another commit of the package.
func (j *judgement) differs(app *App) {
	spec := j.Project.Spec
	var parts []string
	note := func(what, live, wanted string) {
		if live != wanted {
			parts = append(parts, fmt.Sprintf("%s is %q and should be %q", what, live, wanted))
		}
	}
	if argocd.NormalRepository(app.Repository) != argocd.NormalRepository(spec.Repository) {
		note("the repository", app.Repository, spec.Repository)
	}
	note("the path", app.Path, spec.Path)
	note("the revision", app.Revision, spec.Revision)
	note("the namespace", app.To, spec.Namespace)
	note("the AppProject", app.AppProject, j.Project.Name)
	if len(parts) > 0 {
		j.say("application-differs", Application, Wrong, "render, commit and push the package; look at the root Application", "the live Application is not what the Project asks for: %s", strings.Join(parts, "; "))
	}
}

// autoSync says where nobody rolls out what changes.
func (j *judgement) autoSync(app *App) {
	switch {
	case app.Automated:
	case j.Project.Spec.Sync.Automated:
		j.say("auto-sync-off", Application, Wrong, "render, commit and push the package, or let the root Application undo it",
			"auto-sync is off in the live Application, though the Project asks for it: new tags are written and never rolled out")
	case app.Sync == "OutOfSync":
		j.say("auto-sync-off", Application, Warning, "argocd app sync "+app.Name, "auto-sync is off, as the Project says, and there is something to roll out")
	default:
		j.say("auto-sync-off", Application, Info, "", "auto-sync is off, as the Project says: a person or the pipeline rolls out")
	}
}

// condition says what Argo CD complains about.
func (j *judgement) condition(app *App) {
	said := false
	for _, c := range app.Conditions {
		state := Warning
		if strings.HasSuffix(c.Type, "Error") {
			state, said = Wrong, true
		}
		j.say("application-condition", Application, state, "", "Argo CD says %s: %s", c.Type, c.Message)
	}
	op := app.Operation
	switch {
	case app.Sync == "" && !said:
		j.say("application-not-compared", Application, Wrong, "", "Argo CD has not compared the Application yet: is the application controller running?")
	case app.Sync == "Unknown" && !said:
		j.say("application-not-compared", Application, Wrong, "", "Argo CD cannot compare the Application")
	case op != nil && failed(op.Phase):
		j.say("sync-failed", Application, Wrong, "", "the last sync ended as %s: %s", op.Phase, app.Message)
	case app.Sync != "" && !slices.Contains([]string{"Synced", "OutOfSync", "Unknown"}, app.Sync):
		j.say("application-not-compared", Application, Unknown, "", "what Argo CD says of the sync is not known here: %q", app.Sync)
	case app.Sync == "OutOfSync" && app.Automated:
		j.say("out-of-sync", Application, Warning, "", "the Application is OutOfSync: Argo CD is to sync it by itself")
	}
}

// health says whether what was deployed runs.
func (j *judgement) health(app *App) {
	reason := ""
	if app.HealthMessage != "" {
		reason = ": " + app.HealthMessage
	}
	switch app.Health {
	case "Healthy", "":
	case "Suspended":
		j.say("application-suspended", Application, Warning, "", "something of the Application is suspended, and waits for a person%s", reason)
	case "Progressing":
		j.say("progressing", Application, Info, "", "what was deployed is not ready yet%s", reason)
	case "Missing":
		j.say("resources-missing", Application, Wrong, "", "resources of the Application are not on the cluster%s", reason)
	case "Unknown":
		j.say("health-not-known", Application, Warning, "", "Argo CD cannot tell whether it runs%s", reason)
	case "Degraded":
		j.say("degraded", Application, Wrong, fmt.Sprintf("kubectl -n %s get pods", j.Project.Spec.Namespace), "what was deployed does not run: %s%s", app.Health, reason)
	default:
		j.say("health-not-known", Application, Unknown, "", "what Argo CD says of the health is not known here: %q%s", app.Health, reason)
	}
}

// syncs notes the last sync, and the last one of the pipeline.
func (j *judgement) syncs(app *App) {
	note := func(s Sync) {
		if j.out.LastSync == nil || s.At.After(j.out.LastSync.At) {
			j.out.LastSync = &s
		}
		if strings.TrimSuffix(s.By, ":apiKey") == j.out.CI && (j.out.LastCISync == nil || s.At.After(j.out.LastCISync.At)) {
			j.out.LastCISync = &s
		}
	}
	if app.Operation != nil {
		note(*app.Operation)
	}
	for _, d := range app.History {
		note(d.Sync)
	}
}

// settingsLive says where the annotations of the live Application are not those that the Project asks for. It returns whether
// there are any that Image Updater reads.
func (j *judgement) settingsLive(app *App) bool {
	wanted := j.rendered().Annotations(generate.Images(j.Project))
	var differ []string
	there := false
	for i, a := range wanted {
		live, ok := app.Annotations[a.Key]
		there = there || i == 0 && ok
		if live == a.Value {
			continue
		}
		_, key, _ := strings.Cut(a.Key, "/")
		if !ok {
			differ = append(differ, key+" is missing")
		} else {
			differ = append(differ, fmt.Sprintf("%s is %q and should be %q", key, live, a.Value))
		}
	}
	if there && len(differ) > 0 {
		j.say("settings-not-live", Filter, Wrong, "render, commit and push the package; look at the root Application", "the live Application has other settings for Image Updater than the Project asks for: %s", strings.Join(differ, "; "))
	}
	return there
}

func failed(phase string) bool { return phase == "Failed" || phase == "Error" }

// because says what keeps an Application from being Synced.
func because(app *App) string {
	for _, c := range app.Conditions {
		if strings.HasSuffix(c.Type, "Error") {
			return ": " + c.Type + ": " + c.Message
		}
	}
	if op := app.Operation; op != nil && failed(op.Phase) {
		return ", and its last sync ended as " + op.Phase + ": " + app.Message
	}
	return ""
}

func orUnknown(s string) string {
	if s == "" {
		return "not compared yet"
	}
	return s
}
