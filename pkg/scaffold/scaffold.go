// SPDX-License-Identifier: Apache-2.0

// Package scaffold makes, from a Project and its Platform, what is not for the cluster: the files of the application's
// repository, that of the nodes, and the commands that a person runs once. It is made of the same Model as the resources, so
// that tags, names and platforms agree by construction.
//
// Files are decided about as a whole before the first one is written. The first line of each one carries the digest of the
// rest, so that a file that a person edited is told from one that is only old.
package scaffold

import (
	"fmt"
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// Subject is what is scaffolded: one Project of a Model.
type Subject struct {
	Model   *v1alpha1.Model
	Project *v1alpha1.Project
	// Package is where in the application's repository the package of the Project lies, slash-separated: its examples of
	// Secrets are rendered there. It is "" where the package is elsewhere, and then they are written with the rest.
	Package string
}

// File is a file that is to be there.
type File struct {
	folder.Whole
	kind kind
	// keeps says which lines of the block that is there stay in it, though they are not among the text.
	keeps func(line string) bool
}

// kind says how a file is kept in step.
type kind int

const (
	// whole is Fairlead's from its first line to its last.
	whole kind = iota
	// block is a file of a person in which a marked block is Fairlead's.
	block
)

// Notes are what a person should know beside the files: what else has to be there.
type Notes []string

func (n *Notes) add(format string, args ...any) { *n = append(*n, fmt.Sprintf(format, args...)) }

// Repository returns the files of the application's repository. tree reads what is there already; a nil Text is no file.
func Repository(s Subject, tree func(name string) (folder.Whole, error)) ([]File, Notes, error) {
	w, err := newWorkflow(s, tree)
	if err != nil {
		return nil, nil, err
	}
	var notes Notes
	files := []File{w.file()}
	if w.Notify != nil {
		files = append(files, notifyScript(), notifyLineEnds())
	} else {
		notes.add("there is no step that tells Argo CD of a new image, for the Platform has no spec.argocd.url: it finds the image by itself, within minutes")
	}
	if lines := s.hidden(); len(lines) > 0 {
		files = append(files, File{Whole: folder.Whole{Path: path.Join(s.Package, ".krmignore"), Text: lines}, kind: block, keeps: isIgnored})
	}
	secrets, err := s.secretFiles()
	if err != nil {
		return nil, nil, err
	}
	files = append(files, secrets...)
	kustomization, err := s.kustomization(tree, &notes)
	if err != nil {
		return nil, nil, err
	}
	files = append(files, kustomization...)
	dependabot, err := dependabotFile(tree, &notes)
	if err != nil {
		return nil, nil, err
	}
	files = append(files, dependabot...)
	for _, im := range w.Images {
		name := im.Dockerfile()
		if have, err := tree(name); err == nil && have.Text == nil {
			notes.add("%s is what %s is built of, and is not there yet", name, im.Name)
		}
	}
	if githubName(s.Project.Spec.Repository) == "" {
		notes.add("%s is not on github.com, and the workflow is one of GitHub Actions: see whether its host runs such", s.Project.Spec.Repository)
	}
	for _, login := range w.logins() {
		if login.Variable != "" {
			notes.add("the pipeline logs in to %s with the variable %s and the secret %s of the repository (Settings, Secrets and variables, Actions)",
				login.Registry, login.Variable, login.Secret)
		}
	}
	return files, notes, nil
}

// SecretsDir is the folder of the application's repository that holds the examples of Secrets and their filled copies.
func (s Subject) SecretsDir() string { return path.Join(s.Package, envDir) }

// command writes the files of the Project that is named behind it.
const command = "fairlead scaffold repo "

// who is the command that wrote a file, as its head names it.
func (s Subject) who() string { return "`" + command + s.Project.Name + "`" }

// errorList says several things that are wrong, one per line.
type errorList []string

func (e *errorList) add(format string, args ...any) { *e = append(*e, fmt.Sprintf(format, args...)) }

func (e errorList) Error() string { return strings.Join(e, "\n") }

func (e errorList) orNil() error {
	if len(e) == 0 {
		return nil
	}
	return e
}
