// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

// repoScaffold is one run of the command scaffold repo.
type repoScaffold struct {
	streams
	pkg, out   string
	yes, check bool
	// interactive says that somebody can be asked.
	interactive bool
	answers     *bufio.Reader
}

func (s streams) scaffoldRepo() *cobra.Command {
	in, ok := s.in.(*os.File)
	r := &repoScaffold{streams: s, interactive: ok && terminal(in)}
	cmd := &cobra.Command{
		Use:   "repo [PROJECT]",
		Short: "Write the pipeline and its files into the repository of an application",
		Long: `Write into the repository of the application that a Project delivers: the workflow that builds its images for GitHub Actions,
with the tags that allowTags takes; the step that tells Argo CD; lines of .gitignore that keep filled Secrets out; examples of
the Secrets, placeholders where the mode says so; a kustomization.yaml where there is none; and an entry for Dependabot.

PROJECT is the name of a Project in the packages of --package, the file that holds it, or its folder; it may be left out where
there is one. --out is the clone of its repository. Without it, that is the Git repository around the package, where that is the
Project's spec.repository. A clone of another repository, and one whose files are another Project's, are asked about as well.

The first line of each file carries the digest of the rest. A file that is only old is replaced; one that somebody changed is
shown as a diff, and on a terminal asked about. --yes replaces it, and where nobody can be asked nothing at all is written.
Where Dependabot moved an action to a newer commit, that stays. Either all files are written or none: a no is one for all.

Exit status 0, or 1 where --check finds a file that is missing, old or changed, and where something is wrong.`,
		Example: "  fairlead scaffold repo home-manager --out ../home-manager\n  fairlead scaffold repo argocd/project.yaml   # in the application's repository\n" +
			"  fairlead scaffold repo --check               # in CI",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			return r.run(name)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&r.pkg, "package", ".", "the `DIR` of the package, or of a repository with packages in it")
	flags.StringVar(&r.out, "out", "", "the `DIR` to write to: a clone of the application's repository")
	flags.BoolVar(&r.yes, "yes", false, "replace also what somebody changed, without a question")
	flags.BoolVar(&r.check, "check", false, "write nothing; show as a diff what would be written, and fail if that is anything")
	cmd.MarkFlagsMutuallyExclusive("yes", "check")
	return cmd
}

func (r *repoScaffold) run(name string) error {
	f, err := r.projectIn(r.pkg, name)
	if err != nil {
		return err
	}
	dir, doubts, err := r.folder(f)
	if err != nil {
		return err
	}
	subject := scaffold.Subject{Model: f.model, Project: f.project, Package: within(dir, f.dir)}
	tree := func(name string) (folder.Whole, error) { return folder.ReadWhole(dir, name) }
	files, notes, err := scaffold.Repository(subject, tree)
	if err != nil {
		return err
	}
	decisions, err := scaffold.Decide(files, tree)
	if err != nil {
		return err
	}
	if r.check {
		for _, doubt := range doubts {
			fmt.Fprintf(r.err, "warning: %s\n", doubt)
		}
		return r.compare(dir, f, decisions)
	}
	if other := scaffold.WrittenFor(decisions, f.project.Name); other != "" {
		doubts = append(doubts, fmt.Sprintf("the files of %s were scaffolded for Project %s, and this is Project %s", shownDir(dir), other, f.project.Name))
	}
	if err := r.resolve(doubts); err != nil {
		return err
	}
	if err := writable(decisions); err != nil {
		return err
	}
	if err := r.ask(dir, decisions); err != nil {
		return err
	}
	if err := r.write(dir, decisions); err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Fprintf(r.streams.out, "\nnote: %s\n", note)
	}
	return nil
}

// folder returns the folder to write to, and what makes it doubtful that it is the one that was meant.
func (r *repoScaffold) folder(f *found) (dir string, doubts []string, err error) {
	url, dir := f.project.Spec.Repository, r.out
	if dir == "" {
		var ok bool
		if dir, ok = checkout.Around(f.dir).Folder(url, f.project.Spec.Path); !ok {
			return "", nil, fmt.Errorf("%s is not in a clone of %s, the repository of Project %s: clone that, and name the folder by --out DIR", f.dir, url, f.project.Name)
		}
	}
	shown := dir
	if dir, err = folderOf(dir); err != nil {
		return "", nil, err
	}
	root, remotes, ok := checkout.Around(dir).Git()
	if !ok {
		return "", nil, fmt.Errorf("%s is in no Git repository, and what is written there is for GitHub and for Argo CD, which read Git alone: `git clone %s`, or `git init` in it", shownDir(shown), url)
	}
	if root != dir {
		fmt.Fprintf(r.err, "warning: %s is not the root of its Git repository, which is %s: GitHub reads .github in the root alone\n", shownDir(shown), root)
	}
	same := func(remote string) bool { return checkout.SameRepository(remote, url) }
	if r.out != "" && len(remotes) > 0 && !slices.ContainsFunc(remotes, same) {
		for i := range remotes {
			remotes[i] = withoutUser(remotes[i])
		}
		doubts = append(doubts, fmt.Sprintf("%s is a clone of %s, and the repository of Project %s is %s", shownDir(shown), strings.Join(remotes, " and "), f.project.Name, url))
	}
	return dir, doubts, nil
}

// withoutUser is a URL without the name and the password in it, which Git allows.
func withoutUser(remote string) string {
	scheme, rest, ok := strings.Cut(remote, "://")
	if !ok {
		return remote
	}
	host, path, _ := strings.Cut(rest, "/")
	return scheme + "://" + host[strings.LastIndex(host, "@")+1:] + "/" + path
}

// resolve asks whether to write although it is doubtful that the folder is the one that was meant.
func (r *repoScaffold) resolve(doubts []string) error {
	switch {
	case len(doubts) == 0:
		return nil
	case r.yes:
		for _, doubt := range doubts {
			fmt.Fprintf(r.err, "warning: %s\n", doubt)
		}
		return nil
	case !r.interactive:
		return fmt.Errorf("%s: nothing was written; name the clone that is meant by --out, or say --yes", strings.Join(doubts, "; "))
	}
	for _, doubt := range doubts {
		yes, err := r.asked(doubt + ". Write there? [y/N] ")
		switch {
		case err != nil:
			return err
		case !yes:
			return errors.New("nothing was written: name the clone that is meant by --out")
		}
	}
	return nil
}

// asked puts a question to somebody.
func (r *repoScaffold) asked(question string) (yes bool, err error) {
	if r.answers == nil {
		r.answers = bufio.NewReader(r.in)
	}
	fmt.Fprint(r.streams.out, question)
	answer, err := r.answers.ReadString('\n')
	if err != nil {
		return false, errors.New("no answer: nothing was written")
	}
	a := strings.ToLower(strings.TrimSpace(answer))
	return a == "y" || a == "yes", nil
}

// within returns where dir lies in root, slash-separated; "" where it lies elsewhere.
func within(root, dir string) string {
	real, err := folderOf(dir)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(root, real)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// plan returns the changes of the decisions for which want is true.
func plan(dir string, decisions []scaffold.Decision, want func(scaffold.Decision) bool) (*folder.Plan, error) {
	var before, after []folder.Whole
	for _, d := range decisions {
		if d.State != scaffold.Current && want(d) {
			before, after = append(before, d.Before), append(after, d.After)
		}
	}
	return folder.PlanWhole(dir, before, after)
}

// show prints the diff of a plan. What may be a credential in a file of a person is not shown.
func (r *repoScaffold) show(p *folder.Plan) error {
	var diff bytes.Buffer
	if err := p.Diff(&diff); err != nil {
		return err
	}
	for line := range strings.Lines(diff.String()) {
		fmt.Fprint(r.streams.out, r.paintDiff(credential.Mask(strings.TrimSuffix(line, "\n"))+"\n"))
	}
	return nil
}

func (r *repoScaffold) compare(dir string, f *found, decisions []scaffold.Decision) error {
	p, err := plan(dir, decisions, func(scaffold.Decision) bool { return true })
	if err != nil {
		return err
	}
	n := 0
	for _, d := range decisions {
		if d.State == scaffold.Current {
			continue
		}
		n++
		fmt.Fprintf(r.streams.out, "%-8s %s\n", d.State, d.After.Path)
	}
	if n == 0 {
		fmt.Fprintf(r.streams.out, "%s: up to date\n", shownDir(dir))
		return nil
	}
	if err := r.show(p); err != nil {
		return err
	}
	return fmt.Errorf("%s is not what Project %s asks for (%s); run `fairlead scaffold repo %s` and commit the result", shownDir(dir), f.project.Name, count(n, "file"), f.project.Name)
}

// ask shows each file that somebody changed and asks whether to replace it. The first no ends it: the files agree with each
// other only as a whole.
func (r *repoScaffold) ask(dir string, decisions []scaffold.Decision) error {
	var edited []string
	for _, d := range decisions {
		if d.State == scaffold.Edited {
			edited = append(edited, d.After.Path)
		}
	}
	if len(edited) == 0 || r.yes {
		return nil
	}
	for _, path := range edited {
		p, err := plan(dir, decisions, func(d scaffold.Decision) bool { return d.After.Path == path })
		if err != nil {
			return err
		}
		if err := r.show(p); err != nil {
			return err
		}
		if !r.interactive {
			continue
		}
		yes, err := r.asked(path + " was changed by somebody. Replace it as shown? [y/N] ")
		if err != nil {
			return err
		}
		if !yes {
			return fmt.Errorf("%s stays as it is: nothing was written, for the files go together; put what it should say into the Project or the Platform, or move the file away", path)
		}
	}
	if !r.interactive {
		return fmt.Errorf("%s changed by somebody, and nobody can be asked here: nothing was written; look at the diff, then say --yes to replace, or move the file away",
			strings.Join(edited, ", ")+plural(len(edited), " was", " were"))
	}
	return nil
}

// writable refuses files that somebody made read-only. A rename would replace them all the same, for it asks the folder alone.
func writable(decisions []scaffold.Decision) error {
	var errs []error
	for _, d := range decisions {
		if d.State != scaffold.Current && d.Before.ReadOnly {
			errs = append(errs, fmt.Errorf("writing %s: it is read-only: allow it by `chmod u+w`, or move it away; nothing was written", d.After.Path))
		}
	}
	return errors.Join(errs...)
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// write writes all files, and says what was done.
func (r *repoScaffold) write(dir string, decisions []scaffold.Decision) error {
	p, err := plan(dir, decisions, func(scaffold.Decision) bool { return true })
	if err != nil {
		return err
	}
	if err := p.Apply(); err != nil {
		return err
	}
	n := 0
	for _, d := range decisions {
		word := d.State.String()
		switch {
		case d.State == scaffold.Current:
			continue
		case d.State == scaffold.Edited:
			word = "replaced"
		}
		n++
		fmt.Fprintf(r.streams.out, "%-8s %s\n", word, d.After.Path)
	}
	if n == 0 {
		fmt.Fprintf(r.streams.out, "%s: up to date\n", shownDir(dir))
		return nil
	}
	fmt.Fprintf(r.streams.out, "%s: %s written\n", shownDir(dir), count(n, "file"))
	return nil
}

// shownDir is a folder as a person knows it: relative to the working directory where it is in it.
func shownDir(dir string) string {
	if wd, err := os.Getwd(); err == nil {
		if wd, err = filepath.EvalSymlinks(wd); err == nil {
			if rel, err := filepath.Rel(wd, dir); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel)
			}
		}
	}
	return dir
}
