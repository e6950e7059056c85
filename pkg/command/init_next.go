// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// summarize says what was written.
func (in *initialization) summarize(made []string) {
	sort.Strings(made)
	for _, name := range made {
		fmt.Fprintf(in.out, "%-8s %s\n", "new", name)
	}
	fmt.Fprintf(in.out, "%s: %d files written\n", in.dir, len(made))
}

// next says what a person does now.
func (in *initialization) next() {
	dir := shellWord(in.dir)
	if open := in.placeholders(); len(open) > 0 {
		fmt.Fprintf(in.out, "\nFirst put in what is yours, then `fairlead render %s`:\n  %s\n", dir, strings.Join(open, "\n  "))
	}
	git := "git"
	if dir != "." {
		git += " -C " + dir
	}
	commit := git + " add . && " + git + " commit -m 'Deliver with Argo CD'"
	if _, err := os.Stat(filepath.Join(in.dir, ".git")); err != nil {
		commit = git + " init -b main && " + commit
	}
	fmt.Fprintf(in.out, `
Next:
  %s   # and push
  fairlead explain --patches %s   # commands that give the pipelines their account; run them
  kubectl apply -f %s   # once: Argo CD delivers the rest

By hand, and never in Git: the Secrets after secrets/*.example.yaml, and the tokens that read private images and
repositories. README.md says how.
`, commit, dir, shellWord(filepath.Join(in.dir, "root.yaml")))
}

// placeholders are the places that no flag has filled.
func (in *initialization) placeholders() []string {
	var open []string
	if in.repository == "" {
		open = append(open, "spec.package.repository in platform.yaml (--repository) and the owner in CODEOWNERS")
	} else if _, _, ok := onGitHub(in.repository); !ok {
		open = append(open, "the owner in CODEOWNERS")
	}
	if in.argocdURL == "" {
		open = append(open, "spec.argocd.url in platform.yaml (--argocd-url)")
	}
	switch {
	case in.noSamples:
		open = append(open, "a Project in projects/ for each repository")
	case len(in.projects) == 0:
		open = append(open, "the repositories in projects/, which are samples (--project)")
	}
	return open
}

// shellWord quotes a word for a POSIX shell where it needs that.
func shellWord(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") == "" {
		return s
	}
	return shellQuote(s)
}
