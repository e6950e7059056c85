// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/repo"
)

// Live is an object as it is now; nil where it is not there.
func (t *T) Live(kind, namespace, name string) kube.Object {
	o, err := t.Kube.Get(t.ctx, kind, namespace, name)
	if errors.Is(err, kube.ErrNotFound) {
		return nil
	}
	t.Must(err)
	return o
}

// Namespace makes a namespace of the case's own.
func (t *T) Namespace(base string) string {
	name := t.Name(base)
	_, err := t.Kube.Create(t.ctx, kube.Object{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}})
	t.Must(err)
	t.ForgetNamespace(name)
	return name
}

// ForgetNamespace deletes a namespace when the case is over, whoever made it.
func (t *T) ForgetNamespace(name string) {
	t.Cleanup(func(ctx context.Context) { _ = t.Kube.Delete(ctx, "Namespace", "", name) }) // what is left harms no other case
}

// FreshNamespace waits until a namespace of an earlier run is gone, and deletes it when the case is over, whoever makes it. It is for
// names that must not be made up.
func (t *T) FreshNamespace(name string) {
	t.Eventually(time.Minute, "the namespace "+name+" of an earlier run is gone", func() error {
		if t.Live("Namespace", "", name) != nil {
			return errors.New("it is still there")
		}
		return nil
	})
	t.ForgetNamespace(name)
}

// Create makes an object by the API.
func (t *T) Create(o kube.Object) kube.Object {
	made, err := t.Kube.Create(t.ctx, o)
	t.Must(err)
	return made
}

// Kubectl runs kubectl as a person does, with a manifest on stdin where there is one, and returns what it prints.
func (t *T) Kubectl(stdin string, args ...string) string { return t.run("kubectl", stdin, args...) }

// Fairlead runs the product's command and returns what it prints.
func (t *T) Fairlead(args ...string) string { return t.run("fairlead", "", args...) }

// Shell runs commands as a person pastes them, with the programs of the rig.
func (t *T) Shell(script string) {
	cmd := t.Command(t.ctx, "kubectl")
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-euc", script}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Break("sh: %v\n%s\n%s", err, script, out)
	}
}

// Program runs any program of the rig and returns its output, stderr included, with its error.
func (t *T) Program(program, stdin string, args ...string) (string, error) {
	cmd := t.Command(t.ctx, program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s %s: %w\n%s", path.Base(program), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

func (t *T) run(program, stdin string, args ...string) string {
	cmd := t.Command(t.ctx, program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Break("%s %s: %v\n%s%s", program, strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}

// Repo is a Git repository whose errors end the case.
type Repo struct {
	*repo.Repo
	t *T
}

// Repo makes an empty repository.
func (t *T) Repo(name string) *Repo {
	dir, err := t.Dir(name)
	t.Must(err)
	r, err := repo.New(t.ctx, dir)
	t.Must(err)
	return &Repo{Repo: r, t: t}
}

// Write writes files, by their path.
func (r *Repo) Write(files map[string]string) { r.t.Must(r.Repo.Write(files)) }

// Copy copies a file or a folder of the product's repository, each file passed through edit.
func (r *Repo) Copy(from, to string, edit func(string) string) { r.t.Must(r.Repo.Copy(from, to, edit)) }

// Edit rewrites a file; it must change something.
func (r *Repo) Edit(name string, edit func(string) string) { r.t.Must(r.Repo.Edit(name, edit)) }

// Replace replaces a text in a file, which must hold it.
func (r *Repo) Replace(name, old, text string) {
	r.Edit(name, func(all string) string { return strings.ReplaceAll(all, old, text) })
}

// Remove removes files.
func (r *Repo) Remove(names ...string) { r.t.Must(r.Repo.Remove(names...)) }

// Push commits all changes and returns the commit.
func (r *Repo) Push() string {
	commit, err := r.Commit(r.t.ctx, "change")
	r.t.Must(err)
	return commit
}

// Tag names the last commit.
func (r *Repo) Tag(name string) { r.t.Must(r.Repo.Tag(r.t.ctx, name)) }

// Committed are the files of the last commit.
func (r *Repo) Committed() []string {
	files, err := r.Repo.Committed(r.t.ctx)
	r.t.Must(err)
	return files
}

// settings are the ConfigMaps of Argo CD that cases change.
var settings = []string{"argocd-cm", "argocd-rbac-cm"}

// Setting merges values into a ConfigMap of Argo CD. It is as before when the case is over.
func (t *T) Setting(configMap string, data map[string]string) {
	_, err := t.Kube.Patch(t.ctx, "ConfigMap", "argocd", configMap, map[string]any{"data": data})
	t.Must(err)
}

// resetSettings gives Argo CD's ConfigMaps back the state in which the rig made them: no data, one label, no owner of fields.
func resetSettings(ctx context.Context, c *kube.Client) error {
	for _, name := range settings {
		fresh := kube.Object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{
			"name": name, "namespace": "argocd", "labels": map[string]any{"app.kubernetes.io/part-of": "argocd"},
		}}
		live, err := c.Get(ctx, "ConfigMap", "argocd", name)
		switch {
		case errors.Is(err, kube.ErrNotFound):
			if _, err := c.Create(ctx, fresh); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		case len(live.Map("data"))+len(live.Map("metadata", "annotations")) == 0 && maps.Equal(live.Map("metadata", "labels"), fresh.Map("metadata", "labels")):
			continue
		}
		if _, err := c.Put(ctx, fresh); err != nil {
			return err
		}
		if _, err := c.Patch(ctx, "ConfigMap", "argocd", name, map[string]any{"metadata": map[string]any{"managedFields": []any{map[string]any{}}}}); err != nil {
			return err
		}
	}
	return nil
}

// quiet is how long a changed setting takes to reach every part of Argo CD, which tells nobody that it has.
const quiet = 3 * time.Second

// Settle waits until changed settings are read.
func (t *T) Settle() { t.Sleep(quiet) }
