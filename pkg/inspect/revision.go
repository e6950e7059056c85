// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// git reads a repository that lies in a folder. It never fetches.
type git struct {
	dir string

	once    sync.Once
	remotes []string
	shallow bool
	err     error
}

func newGit(dir string) *git {
	if dir == "" {
		return nil
	}
	return &git{dir: dir}
}

// CheckRepository says why a folder cannot be asked about commits; nil where it can.
func CheckRepository(ctx context.Context, dir string) error {
	g := newGit(dir)
	g.read(ctx)
	return g.err
}

// gitTime is for one question.
const gitTime = 20 * time.Second

// run asks git. Whatever the repository's configuration says, nothing is fetched, asked or watched.
func (g *git) run(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", g.dir, "-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	return strings.TrimSpace(out.String()), err
}

// read reads what does not depend on an image.
func (g *git) read(ctx context.Context) {
	g.once.Do(func() {
		shallow, err := g.run(ctx, "rev-parse", "--is-shallow-repository")
		if err != nil {
			g.err = fmt.Errorf("%s must be a folder of a Git repository", g.dir)
			if errors.Is(err, exec.ErrNotFound) {
				g.err = errors.New("git is not on the PATH")
			}
			return
		}
		g.shallow = shallow == "true"
		urls, _ := g.run(ctx, "config", "--get-regexp", `^remote\..*\.url$`)
		for line := range strings.Lines(urls) {
			// A folder of this machine says nothing about where the repository lives.
			if _, address, ok := strings.Cut(strings.TrimSpace(line), " "); ok && repositoryName(address) != "" {
				g.remotes = append(g.remotes, repositoryName(address))
			}
		}
	})
}

// commitForm is what a revision label must hold to be a commit.
var commitForm = regexp.MustCompile(`^[0-9a-f]{7,64}$`)

// judgeRevision holds the commit that the tag which is taken names against the release branch.
func (r *run) judgeRevision(ctx context.Context, s *subject) {
	g := r.git
	if g == nil {
		return
	}
	if g.read(ctx); g.err != nil || s.seen.broken != nil || !g.concerns(s) {
		return
	}
	branch := r.options.Branch
	if branch == "" {
		branch = s.branch
	}
	if len(s.seen.revisions) == 0 {
		s.report(images.RevisionUnknown, "", "tag %s of image %q has no label %s: of which commit it is cannot be said", s.image.Tag, s.image.Name, registry.LabelRevision)
		return
	}
	for _, rev := range s.seen.revisions {
		r.judgeCommit(ctx, s, rev.commit, branch)
	}
}

func (r *run) judgeCommit(ctx context.Context, s *subject, commit, branch string) {
	g := r.git
	if !commitForm.MatchString(commit) {
		s.report(images.RevisionUnknown, krm.Warning, "tag %s of image %q: the label %s is %q, which is no commit", s.image.Tag, s.image.Name, registry.LabelRevision, short(krm.OneLine(commit)))
		return
	}
	tips, named := g.tips(ctx, branch)
	if len(tips) == 0 {
		s.report(images.RevisionUnknown, krm.Warning, "tag %s of image %q is of commit %s: there is no branch %q in %s; fetch it, or name another one with --branch", s.image.Tag, s.image.Name, short(commit), named, g.dir)
		return
	}
	if _, err := g.run(ctx, "cat-file", "-e", commit+"^{commit}"); err != nil {
		why := "fetch first"
		if g.shallow {
			why = "the checkout is shallow: fetch all of it"
		}
		s.report(images.RevisionUnknown, krm.Warning, "tag %s of image %q is of commit %s, which %s does not hold: %s", s.image.Tag, s.image.Name, short(commit), g.dir, why)
		return
	}
	for _, tip := range tips {
		if _, err := g.run(ctx, "merge-base", "--is-ancestor", commit, tip); err == nil {
			return
		}
	}
	if g.shallow {
		s.report(images.RevisionUnknown, krm.Warning, "tag %s of image %q is of commit %s: the checkout in %s is shallow, and does not say whether it is on %s", s.image.Tag, s.image.Name, short(commit), g.dir, named)
		return
	}
	on := ""
	if names, err := g.run(ctx, "for-each-ref", "--count=3", "--format=%(refname:short)", "--contains="+commit, "refs/heads", "refs/remotes"); err == nil && names != "" {
		on = "; it is on " + strings.Join(strings.Fields(names), ", ")
	}
	s.report(images.RevisionNotOnBranch, "", "tag %s of image %q is of commit %s, which is not on the release branch %s%s: Image Updater deploys it all the same", s.image.Tag, s.image.Name, short(commit), named, on)
}

// tips returns what a branch points at, here and at the remotes; without a name that of the branch that is checked out.
func (g *git) tips(ctx context.Context, branch string) (tips []string, named string) {
	if branch == "" || branch == "HEAD" {
		if head, err := g.run(ctx, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"); err == nil {
			branch = path.Base(head)
		} else if head, err := g.run(ctx, "symbolic-ref", "--quiet", "--short", "HEAD"); err == nil {
			branch = head
		} else {
			return []string{"HEAD"}, "HEAD"
		}
	}
	refs, err := g.run(ctx, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes")
	if err != nil {
		return nil, branch
	}
	for ref := range strings.FieldsSeq(refs) {
		local, isLocal := strings.CutPrefix(ref, "refs/heads/")
		_, remote, isRemote := strings.Cut(strings.TrimPrefix(ref, "refs/remotes/"), "/")
		if isLocal && local == branch || !isLocal && isRemote && remote == branch {
			tips = append(tips, ref)
		}
	}
	return tips, branch
}

// concerns reports whether the image comes from this repository: by what it says itself, else by what its resource delivers.
// Where nothing can be compared, it does.
func (g *git) concerns(s *subject) bool {
	if len(g.remotes) == 0 {
		return true
	}
	source := s.source
	for _, rev := range s.seen.revisions {
		if rev.source != "" {
			source = rev.source
		}
	}
	if source == "" {
		return true
	}
	name := repositoryName(source)
	if name == "" {
		return true
	}
	for _, remote := range g.remotes {
		if remote == name {
			return true
		}
	}
	return false
}

// repositoryName brings the addresses of one repository to one form: host/path in lower case; "" where there is no host.
func repositoryName(address string) string {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		// user@host:path
		host, rest, ok := strings.Cut(address, ":")
		if !ok || strings.Contains(host, "/") {
			return ""
		}
		if _, after, found := strings.Cut(host, "@"); found {
			host = after
		}
		address = "ssh://" + host + "/" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Hostname() + "/" + strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git"))
}

// short is how a commit is named to people.
func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}
