// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"path/filepath"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/checkout"
)

// settle returns a Project in the package that holds it, however it was asked for. A package without a Kptfile has no border of
// its own: what was read may be the repository around it, or a folder within it. Where it lies decides where filled Secrets
// are looked for, so every way to name a Project has to find the same folder.
func (s streams) settle(f *found, of modelOf, target string) (*found, error) {
	if of.kptfile {
		return f, s.sayOf(of)
	}
	file := filepath.Join(target, filepath.FromSlash(f.project.Item.Path))
	dir, err := packageAround(file, target, f.project)
	if err != nil {
		return nil, err
	}
	if sameFile(dir, of.dir) {
		return f, s.sayOf(of)
	}
	models, err := models(dir)
	if err != nil {
		return nil, err
	}
	for _, m := range models {
		if !sameFile(m.dir, dir) {
			continue
		}
		for _, p := range m.model.Projects {
			if p.Name == f.project.Name && sameFile(filepath.Join(dir, filepath.FromSlash(p.Item.Path)), file) {
				return &found{m.model, p, dir}, s.sayOf(m)
			}
		}
		if m.failed() {
			return nil, s.sayOf(m)
		}
	}
	return f, s.sayOf(of) // a .krmignore in dir hides it there
}

// settleAll does the same for all Projects of what was read. Where they lie in several packages it stays as it was read.
func (s streams) settleAll(of modelOf, target string) (modelOf, error) {
	seen, dir := map[string]bool{}, ""
	for _, p := range of.model.Projects {
		file := filepath.Join(target, filepath.FromSlash(p.Item.Path))
		if seen[filepath.Dir(file)] {
			continue
		}
		seen[filepath.Dir(file)] = true
		at, err := packageAround(file, target, p)
		if err != nil {
			return modelOf{}, err
		}
		if dir != "" && !sameFile(dir, at) {
			return of, s.sayOf(of)
		}
		dir = at
	}
	f, err := s.settle(&found{of.model, of.model.Projects[0], of.dir}, of, target)
	if err != nil {
		return modelOf{}, err
	}
	of.model, of.dir = f.model, f.dir
	return of, nil
}

// packageAround returns the folder of the package that holds the file of a Project: the innermost one above it with a Kptfile,
// else with the example of one of its Secrets where a render puts it, else with a Platform, each up to the root of the Git
// repository, or up to target where there is none. Where the repository's only Platform lies beside the Project, it is
// the folder that has both, and without a Platform that of the file.
func packageAround(file, target string, project *v1alpha1.Project) (string, error) {
	dir := filepath.Dir(file)
	if at := packageOf(file); isFile(filepath.Join(at, "Kptfile")) {
		return at, nil
	}
	top, _, ok := checkout.Around(dir).Git()
	if !ok {
		top = target
	}
	above := foldersUpTo(dir, top)
	for _, at := range above {
		for _, secret := range project.Spec.Secrets {
			if isFile(filepath.Join(at, "secrets", secret.Name+".example.yaml")) {
				return at, nil
			}
		}
	}
	platforms, err := platformsIn(top)
	if err != nil {
		return "", err
	}
	for _, at := range above {
		for _, p := range platforms {
			if sameFile(filepath.Dir(p), at) {
				return at, nil
			}
		}
	}
	if len(platforms) == 1 {
		both := foldersUpTo(filepath.Dir(platforms[0]), top)
		for _, at := range above {
			for _, other := range both {
				if sameFile(at, other) {
					return at, nil
				}
			}
		}
	}
	return dir, nil
}

// foldersUpTo are a folder and those above it, up to top, which is the last one; the folder alone where it is not below top.
func foldersUpTo(dir, top string) []string {
	var all []string
	for at := dir; ; at = filepath.Join(at, "..") {
		all = append(all, filepath.Clean(at))
		if sameFile(at, top) {
			return all
		}
		if sameFile(at, filepath.Join(at, "..")) {
			return all[:1]
		}
	}
}

// platformsIn are the files with a Platform in a folder, without those of packages with a Kptfile below it.
func platformsIn(dir string) ([]string, error) {
	models, err := models(dir)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range models {
		if m.kptfile {
			continue
		}
		for _, file := range m.platforms {
			all = append(all, filepath.Join(dir, filepath.FromSlash(file)))
		}
	}
	return all, nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
