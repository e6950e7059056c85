// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"bytes"
	_ "embed"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/notify"
	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

// WorkflowPath is where the workflow goes.
const WorkflowPath = ".github/workflows/ci-cd.yml"

//go:embed ci-cd.yml.tmpl
var workflowTemplate string

// pipeline is what the template of the workflow is filled with. Every text in it can stand in YAML as it is.
type pipeline struct {
	Subject
	Who, Branch string
	Images      []builtImage
	// Emulated are the architectures that the runner has to emulate, with commas; "" for none.
	Emulated string
	// Platforms are what is built for, with commas.
	Platforms string
	// Notify are the variables of the step that tells the cluster; none where there is no such step.
	Notify []variable
}

// builtImage is one image that the workflow builds.
type builtImage struct {
	// Job is the name of its job, Name that of the image, Context the folder that it is built of. File is its Dockerfile, ""
	// for the one of that name in the context.
	Job, Name, Context, File string
	Tag                      commitTag
	Login                    login
}

// Dockerfile is what an image is built by.
func (b builtImage) Dockerfile() string {
	if b.File != "" {
		return b.File
	}
	return path.Join(b.Context, "Dockerfile")
}

// find decides what one of several images is built of: the folder of its name, or a Dockerfile of its name beside those of the
// others where there is one.
func (b *builtImage) find(context string, tree func(string) (folder.Whole, error)) error {
	name := path.Base(b.Name)
	b.Context = path.Join(context, name)
	for _, file := range []string{path.Join(b.Context, "Dockerfile"), path.Join(context, name+".Dockerfile"), path.Join(context, "Dockerfile."+name)} {
		there, err := tree(file)
		if err != nil {
			return err
		}
		if there.Text != nil {
			if path.Dir(file) != b.Context {
				b.Context, b.File = path.Clean(context), file
			}
			return nil
		}
	}
	return nil
}

// login is how a job logs in to a registry.
type login struct {
	// Registry is the host. Variable and Secret are those of the repository; "" where its own token serves.
	Registry, Variable, Secret string
}

// newWorkflow decides what is in the workflow. All that is wrong is said at once.
func newWorkflow(s Subject, tree func(string) (folder.Whole, error)) (*pipeline, error) {
	spec := &s.Project.Spec
	w := &pipeline{Subject: s, Who: s.who(), Branch: branchPattern(spec.CI.Branch), Platforms: strings.Join(spec.CI.Platforms, ",")}
	var wrong errorList
	if len(spec.Images) == 0 {
		wrong.add("Project %s has no images, so there is nothing for a pipeline to build: name them in spec.images", s.Project.Name)
	}
	for field, text := range map[string]string{"ci.branch": spec.CI.Branch, "ci.context": spec.CI.Context, "path": spec.Path, "argocd.url": s.Model.Platform.Spec.ArgoCD.URL} {
		if strings.Contains(text, "${{") || strings.Contains(text, "{{") {
			wrong.add("spec.%s %q holds {{, which GitHub and Docker would read as an expression: rename it", field, text)
		}
	}
	jobs := map[string]bool{"check": true, "notify": true}
	for i, im := range spec.Images {
		tag, err := tagOf(s.Project, i)
		if err != nil {
			wrong.add("%v", err)
		}
		if missing := notBuilt(im.Platforms, spec.CI.Platforms); len(missing) > 0 {
			wrong.add("image %s is taken only where it is built for %s, and ci.platforms are %s: Image Updater would pass over every image; add it to ci.platforms, or take it out of the image's (or the Platform's) platforms",
				im.Name, strings.Join(missing, " and "), strings.Join(spec.CI.Platforms, ", "))
		}
		b := builtImage{Job: "image", Name: im.Name, Context: path.Clean(spec.CI.Context), Tag: tag, Login: s.login(im.Name)}
		if len(spec.Images) > 1 {
			b.Job = "image-" + jobName(im.Alias)
			if err := b.find(spec.CI.Context, tree); err != nil {
				return nil, err
			}
		}
		for n, base := 2, b.Job; jobs[b.Job]; n++ {
			b.Job = base + "-" + strconv.Itoa(n)
		}
		jobs[b.Job] = true
		w.Images = append(w.Images, b)
	}
	slices.Sort(wrong)
	if err := wrong.orNil(); err != nil {
		return nil, err
	}
	w.Emulated = strings.Join(emulated(spec.CI.Platforms), ",")
	if s.Model.Platform.Spec.ArgoCD.URL != "" {
		w.Notify = w.notifyVariables()
	}
	return w, nil
}

// file returns the workflow.
func (w *pipeline) file() File {
	funcs := template.FuncMap{
		"scalar": scalar, "names": w.jobNames, "script": func() string { return notify.Path },
		"checkout": workflow.Checkout.Uses, "setupQEMU": workflow.SetupQEMU.Uses, "setupBuildx": workflow.SetupBuildx.Uses,
		"login": workflow.Login.Uses, "metadata": workflow.Metadata.Uses, "buildPush": workflow.BuildPush.Uses,
	}
	t := template.Must(template.New("workflow").Delims("[[", "]]").Funcs(funcs).Parse(workflowTemplate))
	var b bytes.Buffer
	if err := t.Execute(&b, w); err != nil {
		panic(err) // the template and its data are ours
	}
	return File{Whole: folder.Whole{Path: WorkflowPath, Text: b.Bytes()}}
}

// jobNames are the jobs that push, as a list of YAML.
func (w *pipeline) jobNames() string {
	names := make([]string, len(w.Images))
	for i, im := range w.Images {
		names[i] = im.Job
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// logins are the registries, each once.
func (w *pipeline) logins() []login {
	var all []login
	for _, im := range w.Images {
		if !slices.Contains(all, im.Login) {
			all = append(all, im.Login)
		}
	}
	return all
}

// native are the architectures that the runner, which is one of amd64, runs by itself.
var native = []string{"amd64", "386"}

// emulated returns the architectures of platforms that the runner does not run.
func emulated(platforms []string) []string {
	var all []string
	for _, p := range platforms {
		parts := strings.Split(p, "/")
		if arch := parts[min(1, len(parts)-1)]; !slices.Contains(native, arch) && !slices.Contains(all, arch) {
			all = append(all, arch)
		}
	}
	return all
}

// notBuilt returns the platforms that an image is wanted for and that nothing is built for. arm64 and arm64/v8 are the same
// machine, and Docker builds both as the former.
func notBuilt(wanted, built []string) []string {
	same := func(p string) string { return strings.TrimSuffix(p, "/v8") }
	var missing []string
	for _, p := range wanted {
		if slices.ContainsFunc(built, func(b string) bool { return same(b) == same(p) }) {
			return nil // one of them is enough: the updater takes what it finds for any of its platforms
		}
		missing = append(missing, p)
	}
	return missing
}

var notInJob = regexp.MustCompile(`[^a-z0-9_-]+`)

// jobName makes of an alias what may stand in the name of a job, where capitals do not count.
func jobName(alias string) string { return notInJob.ReplaceAllString(strings.ToLower(alias), "-") }

// branchPattern returns a branch as a pattern of GitHub that matches nothing else.
func branchPattern(branch string) string {
	return regexp.MustCompile(`[\\*?+\[\]!]`).ReplaceAllString(branch, `\$0`)
}

// plain is a text that YAML reads as that text, outside of lists in brackets.
var plain = regexp.MustCompile(`^[A-Za-z_./](?:[A-Za-z0-9_./:,-]*[A-Za-z0-9_./,-])?$`)

// words are those that a YAML reader may take for something else.
var words = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan"}

// scalar returns a text as a scalar of YAML on one line, quoted where it has to be.
func scalar(text string) string {
	if plain.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// login says how the workflow logs in to the registry of an image. GitHub's own takes the token of the run for the packages of
// the repository's owner; all others want a name and a token of the person.
func (s Subject) login(image string) login {
	host, rest := splitImage(image)
	owner, _, _ := strings.Cut(rest, "/")
	if host == "ghcr.io" && strings.EqualFold(owner, githubOwner(s.Project.Spec.Repository)) {
		return login{Registry: host}
	}
	name := "REGISTRY_" + regexp.MustCompile(`[^A-Z0-9]+`).ReplaceAllString(strings.ToUpper(host), "_")
	if host == dockerHub {
		name = "DOCKERHUB"
	}
	return login{Registry: host, Variable: name + "_USERNAME", Secret: name + "_TOKEN"}
}

const dockerHub = "docker.io"

// splitImage cuts the name of an image into the host of its registry and the rest.
func splitImage(image string) (host, rest string) {
	host, rest, ok := strings.Cut(image, "/")
	if !ok || !strings.ContainsAny(host, ".:") && host != "localhost" {
		return dockerHub, image
	}
	return host, rest
}

var onGitHub = regexp.MustCompile(`^(?:(?:https?|ssh|git)://(?:[^@/]*@)?|(?:[^@/]*@)?)(?i:github\.com)(?::\d+)?[/:]([^/]+)/([^/]+?)(?:\.git)?/?$`)

// githubOwner returns the owner of a repository on github.com, else "".
func githubOwner(url string) string {
	if m := onGitHub.FindStringSubmatch(url); m != nil {
		return m[1]
	}
	return ""
}

// Named reports whether the login names its registry: that of Docker Hub does not.
func (l login) Named() bool { return l.Registry != dockerHub }
