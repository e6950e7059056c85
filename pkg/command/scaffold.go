// SPDX-License-Identifier: Apache-2.0

package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

func (s streams) scaffold() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scaffold",
		Short: "Write what is not for the cluster: pipeline, node and credentials of a Project",
		Long: `Write, from a Project and its Platform, what no Argo CD applies: the files of the application's repository, the registries.yaml
of the nodes, and the commands that a person runs once. Tags, names and platforms in them are those of the resources.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(s.scaffoldRepo(), s.scaffoldNode(), s.scaffoldCredentials())
	return cmd
}

// found is a Project that was asked for, and the package that holds it.
type found struct {
	model   *v1alpha1.Model
	project *v1alpha1.Project
	// dir is the folder of the package.
	dir string
}

// projectIn finds a Project: by its name among the packages in dir, or by its file or by its folder, where the name is one of
// these. A folder that only has the name of a Project is not meant: it is that Project's clone. Without a name it is the only one. What is to be said about its package is printed; what is wrong in others is not its
// concern.
func (s streams) projectIn(dir, name string) (*found, error) {
	target, file := dir, ""
	if info, err := os.Stat(name); err == nil && strings.ContainsAny(name, `./\`) {
		if target, name = name, ""; !info.IsDir() {
			file = target
			target = packageOf(target)
		}
	} else if name != "" && strings.ContainsAny(name, `/\`) {
		return nil, fmt.Errorf("%s: no such file or folder; give the name of a Project, or the file that holds it", name)
	}
	models, err := models(target)
	if err != nil {
		return nil, err
	}
	var all []*found
	var of []modelOf
	var names []string
	for _, m := range models {
		for _, p := range m.model.Projects {
			one := &found{m.model, p, m.dir}
			at := filepath.Join(target, filepath.FromSlash(p.Item.Path))
			if file != "" && !sameFile(at, file) || name != "" && p.Name != name {
				names = append(names, p.Name)
				continue
			}
			all, of = append(all, one), append(of, m)
		}
	}
	switch {
	case len(all) == 1:
		return s.settle(all[0], of[0], target)
	case len(all) == 0 && slices.ContainsFunc(models, modelOf.failed):
		return nil, s.sayOf(models...) // what is meant may be among what cannot be read
	case len(all) > 1 && name != "":
		return nil, fmt.Errorf("%d packages in %s hold a Project %s, in %s: name the package by --package", len(all), target, name, placesOf(all))
	case len(all) > 1:
		return nil, fmt.Errorf("%s holds %d Projects: name one of %s", placeOf(target, file), len(all), strings.Join(namesOf(all), ", "))
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return s.projectIn(dir, "."+string(filepath.Separator)+name)
	}
	return nil, noSuchProject(placeOf(target, file), name, names)
}

func placeOf(target, file string) string {
	if file != "" {
		return file
	}
	return target
}

// noSuchProject says what there is instead.
func noSuchProject(where, name string, names []string) error {
	sort.Strings(names)
	switch {
	case name == "" || len(names) == 0:
		return fmt.Errorf("%s holds no Project: name the folder of the package by --package, or begin one with `fairlead init DIR`", where)
	default:
		hint := "it has " + strings.Join(names, ", ")
		if near, ok := nearest.Name(name, names); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return fmt.Errorf("%s holds no Project %q: %s", where, name, hint)
	}
}

func namesOf(all []*found) []string {
	var names []string
	for _, f := range all {
		names = append(names, f.project.Name)
	}
	sort.Strings(names)
	return names
}

func placesOf(all []*found) string {
	var places []string
	for _, f := range all {
		places = append(places, f.dir)
	}
	return strings.Join(places, " and ")
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, other := os.Stat(b)
	return err == nil && other == nil && os.SameFile(x, y)
}

// packageOf returns the folder of the package that holds a file: the innermost one above it that has a Kptfile, else that of
// the file.
func packageOf(file string) string {
	dir := filepath.Dir(file)
	for at, up := dir, 0; up < 8; at, up = filepath.Join(at, ".."), up+1 {
		if _, err := os.Stat(filepath.Join(at, "Kptfile")); err == nil {
			return filepath.Clean(at)
		}
	}
	return dir
}

// modelOf is the Model of a package, the folder of it, and what is to be said about it.
type modelOf struct {
	model   *v1alpha1.Model
	dir     string
	results []krm.Result
	// kptfile says that a Kptfile makes the folder a package; platforms are the files in it that hold a Platform.
	kptfile   bool
	platforms []string
}

func (m modelOf) failed() bool { return krm.Failed(m.results) }

// sayOf prints what is to be said about packages. It fails where one of them is wrong.
func (s streams) sayOf(models ...modelOf) error {
	failed := false
	for _, m := range models {
		for _, r := range m.results {
			fmt.Fprintln(s.err, s.paint(r))
		}
		failed = failed || m.failed()
	}
	if failed {
		return errFailed
	}
	return nil
}

// models reads the packages of a folder, which may be a whole repository: those that hold a Project or a Platform, or what is
// meant for one.
func models(dir string) ([]modelOf, error) {
	pkg, _, err := folder.Survey(dir)
	if err != nil {
		return nil, err
	}
	groups := []*folder.Package{pkg}
	if !isPackage(pkg) {
		groups = append(groups, pkg.Packages...)
	}
	var all []modelOf
	for i, group := range groups {
		documents := group.All()
		if i == 0 && len(groups) > 1 {
			documents = group.Documents
		}
		var docs []krm.Document
		for _, d := range documents {
			docs = append(docs, krm.Document{Path: d.Path, Package: d.Package, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
		}
		list, unread := krm.FromForeign(docs)
		model, results := v1alpha1.Load(list)
		if len(model.Projects) == 0 && model.Platform.Item == nil && !krm.Failed(results) {
			continue
		}
		results = append(results, errorsOf(unread)...)
		krm.SortResults(results)
		one := modelOf{model: model, dir: filepath.Join(dir, filepath.FromSlash(group.Path)), results: results, kptfile: i > 0 || isPackage(pkg)}
		for _, it := range list.Items {
			if it.Group() == v1alpha1.Group && it.Kind == v1alpha1.KindPlatform {
				one.platforms = append(one.platforms, it.Path)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// onlyModel returns the Model of the one package in dir.
func (s streams) onlyModel(dir string) (modelOf, error) {
	models, err := models(dir)
	switch {
	case err != nil:
		return modelOf{}, err
	case len(models) == 0:
		return modelOf{}, noSuchProject(dir, "", nil)
	case len(models) > 1:
		var places []string
		for _, m := range models {
			places = append(places, m.dir)
		}
		return modelOf{}, fmt.Errorf("%s holds %d packages: name one of %s by --package", dir, len(models), strings.Join(places, ", "))
	}
	if models[0].kptfile || len(models[0].model.Projects) == 0 || models[0].failed() {
		return models[0], s.sayOf(models[0])
	}
	return s.settleAll(models[0], dir)
}

// folderOf returns the folder in which something is written, with its links followed.
func folderOf(dir string) (string, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s: there is no such folder: clone the repository first", dir)
	case err != nil:
		return "", err
	case !info.IsDir():
		return "", fmt.Errorf("%s is a file, and a folder is to be written to", dir)
	}
	real, err := filepath.Abs(dir)
	if err == nil {
		real, err = filepath.EvalSymlinks(real)
	}
	return real, err
}
