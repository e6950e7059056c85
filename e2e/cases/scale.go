// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// Figures are what Scale measured.
type Figures struct {
	// Projects is how many there were.
	Projects int
	// Roots are the ways in which a root may be set up.
	Roots []RootFigures
	// Many is how many Projects BuildMany took: kustomize alone, without Argo CD.
	Many      int
	BuildMany time.Duration
	// Render and RenderAgain are the times of `fairlead render` of all, and after a change of one. Build is that of `kustomize build`.
	Render, RenderAgain, Build time.Duration
}

// RootFigures are those of one way to set up a root.
type RootFigures struct {
	Name string
	// All is from the push of all Projects until every Application is there, One from the push of one more until its Application is.
	All, One time.Duration
}

// roots are how a root may be set up: what a person writes behind lines of root.yaml, which a render keeps.
var roots = []struct {
	name string
	more map[string]string
}{
	{"as rendered", nil},
	{"with a plain directory", map[string]string{"    path: rendered\n": plainDirectory}},
	{"with ApplyOutOfSyncOnly=true", map[string]string{"    - RespectIgnoreDifferences=true\n": applyOutOfSyncOnly}},
}

const (
	// The list that kustomize needs is left out.
	plainDirectory     = "    directory: {exclude: kustomization.yaml}\n"
	applyOutOfSyncOnly = "    - ApplyOutOfSyncOnly=true\n"
)

// Scale measures n Projects, whose Applications do not sync, so that what is measured is their coming and not their work.
func Scale(n int, figures *Figures) suite.Case {
	figures.Projects = n
	return suite.Case{
		Name:  "scale-root",
		Shows: fmt.Sprintf("%d Projects come with one push, by a root as it is rendered and by others", n),
		Fault: suite.Fault{Plants: "none", Fails: "none"},
		Limit: 15 * time.Minute,
		Run: func(t *suite.T) {
			workload := application(t, "workload", image+":sha-0000000", nil)
			for i, root := range roots {
				p := newPack(t)
				own := t.Name(fmt.Sprintf("root-%d", i))
				p.Replace("platform.yaml", "name: "+p.platform+"\n", "name: "+own+"\n")
				p.platform = own
				name := func(i int) string { return fmt.Sprintf("%s-%04d", own, i) }
				p.project(name(n), workload.URL(), manual) // one is there: the root is up before the push
				p.render()
				for line, more := range root.more {
					p.Replace("root.yaml", line, line+more)
				}
				app := p.install(p.Push())
				for i := range n {
					p.project(name(i), workload.URL(), manual, "images: ["+image+"]", "secrets: [app-secrets]")
				}
				render := timed(func() { t.Fairlead("render", p.Path(".")) })
				measured := RootFigures{Name: root.name}
				measured.All = arrive(t, app, p, name, 0, n)
				rest(t, app)
				p.project(name(n+1), workload.URL(), manual)
				again := timed(func() { t.Fairlead("render", p.Path(".")) })
				measured.One = arrive(t, app, p, name, n+1, n+2)
				if i == 0 {
					figures.Render, figures.RenderAgain = render, again
					figures.Build = build(t, p, n+2)
				}
				figures.Roots = append(figures.Roots, measured)
				t.Show("root %s: all %.1f s, one more %.1f s", root.name, measured.All.Seconds(), measured.One.Seconds())
				t.Must(t.Kube.Delete(t.Context(), "Application", rig.ArgoNamespace, app.Name))
				for i := range n + 2 { // the next root has Argo CD for itself
					t.Must(t.Kube.Delete(t.Context(), "Application", rig.ArgoNamespace, name(i)))
				}
			}
			figures.Many = 5 * n
			p := newPack(t)
			for i := range figures.Many {
				p.project(fmt.Sprintf("many-%04d", i), workload.URL(), "images: ["+image+"]", "secrets: [app-secrets]")
			}
			t.Fairlead("render", p.Path("."))
			figures.BuildMany = build(t, p, figures.Many)
			t.Show("render %.2f s, kustomize build %.2f s", figures.Render.Seconds(), figures.Build.Seconds())
		},
	}
}

// arrive pushes and returns how long it takes until the Applications from first to before last are there.
func arrive(t *suite.T, root suite.App, p *pack, name func(int) string, first, last int) time.Duration {
	return timed(func() {
		p.Push()
		root.Refresh() // as the webhook does; without one it is the next look at Git, three minutes by default
		t.Eventually(5*time.Minute, "all Applications are there", func() error {
			apps, err := t.Kube.List(t.Context(), "Application", rig.ArgoNamespace)
			t.Must(err)
			there := map[string]bool{}
			for _, app := range apps {
				there[app.Name()] = true
			}
			for i := first; i < last; i++ {
				if !there[name(i)] {
					return errors.New(name(i) + " is missing")
				}
			}
			return nil
		})
	})
}

// build returns how long `kustomize build` takes of what was rendered of so many Projects.
func build(t *suite.T, p *pack, projects int) time.Duration {
	var out bytes.Buffer
	took := timed(func() {
		cmd := t.Command(t.Context(), "kustomize", "build", p.Path("rendered"))
		cmd.Stdout = &out
		t.Must(cmd.Run())
	})
	made := strings.Count(out.String(), "\nkind: Application\n")
	t.Check(made == projects, "kustomize builds %d Applications of %d Projects", made, projects)
	return took
}

// rest waits until nothing goes on any more: the root is Synced, and every Application was compared.
func rest(t *suite.T, root suite.App) {
	t.Eventually(5*time.Minute, "all Applications are compared", func() error {
		if live := root.Live(); live.At("operation") != nil || live.Text("status", "operationState", "phase") != "Succeeded" {
			return errors.New("the sync of the root goes on")
		}
		apps, err := t.Kube.List(t.Context(), "Application", rig.ArgoNamespace)
		t.Must(err)
		for _, app := range apps {
			if app.Text("status", "sync", "status") == "" {
				return errors.New(app.Name() + " was not compared yet")
			}
		}
		return nil
	})
}

func timed(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}
