// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/fix"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const (
	platformPath = "platform.yaml"
	projectsDir  = "projects"
)

// source is a file of the new package that a person edits.
type source struct {
	path string
	text []byte
}

// setting is a scalar of the Platform that a flag sets.
type setting struct{ field, flag, value string }

func (in *initialization) settings() []setting {
	return []setting{
		{"spec.package.repository", "--repository", in.repository},
		{"spec.argocd.url", "--argocd-url", in.argocdURL},
		{"spec.argocd.version", "--argocd", in.argocd},
		{"spec.imageUpdater.version", "--image-updater", in.imageUpdater},
	}
}

// sources returns the files of the blueprint with what the flags say, sorted by path.
func (in *initialization) sources() ([]source, error) {
	var files []source
	err := fs.WalkDir(in.blueprint, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if path.Dir(name) == projectsDir && (in.noSamples || len(in.projects) > 0) {
			return nil
		}
		text, err := fs.ReadFile(in.blueprint, name)
		if err != nil {
			return err
		}
		if name == platformPath {
			if text, err = in.platform(text); err != nil {
				return err
			}
		} else {
			text = []byte(in.owned(pinned(string(text))))
		}
		files = append(files, source{name, text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, p := range in.projects {
		name, repository, ok := strings.Cut(p, "=")
		if !ok || strings.Contains(name, ":") {
			return nil, notNamed(p)
		}
		files = append(files, source{projectPath(name), projectText(name, repository)})
	}
	sort.SliceStable(files, func(i, j int) bool { return files[i].path < files[j].path })
	return files, nil
}

// notNamed refuses a value of --project, and shows it unless it may be a URL with a password.
func notNamed(value string) error {
	shown := ""
	if !strings.ContainsAny(value, ":@") {
		shown = fmt.Sprintf(": %q", value)
	}
	return fmt.Errorf("--project%s must be NAME=URL, as in home-manager=https://github.com/owner/home-manager", shown)
}

// platform returns the Platform with what the flags say, its comments as they were.
func (in *initialization) platform(text []byte) ([]byte, error) {
	for _, set := range in.settings() {
		if set.value == "" {
			continue
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return nil, fmt.Errorf("reading %s: %w", platformPath, err)
		}
		n := krm.Lookup(doc.Content[0], strings.Split(set.field, ".")...)
		if n == nil {
			return nil, fmt.Errorf("%s has no %s", platformPath, set.field)
		}
		edit, err := fix.Scalar(text, n.Line, n.Column, set.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", set.flag, err)
		}
		text = edit.Apply(text)
	}
	return text, nil
}

// pinned names the release that lays the package down, so that a pipeline checks it by the same rules. Another build has no
// version that a pipeline could install.
func pinned(text string) string {
	if !released.MatchString(Version) {
		return text
	}
	return strings.Replace(text, "FAIRLEAD_VERSION: latest # a release, as in v0.1.0, lets nothing change by itself", "FAIRLEAD_VERSION: "+Version, 1)
}

var released = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+$`)

// owned puts the package's repository, and its owner, in the place of those in the blueprint.
func (in *initialization) owned(text string) string {
	owner, name, ok := onGitHub(in.repository)
	if !ok {
		return text
	}
	return strings.NewReplacer("github.com/owner/platform", "github.com/"+owner+"/"+name, "github.com/owner/", "github.com/"+owner+"/", "ghcr.io/owner/", "ghcr.io/"+strings.ToLower(owner)+"/",
		"@owner", "@"+owner, "username=owner ", "username="+owner+" ").Replace(text)
}

// onGitHub returns owner and name of a repository on GitHub, by any of the forms of its URL.
func onGitHub(url string) (owner, name string, ok bool) {
	if _, rest, found := strings.Cut(url, "://"); found {
		url = rest
	}
	if i := strings.LastIndexByte(url, '@'); i >= 0 {
		url = url[i+1:]
	}
	const host = "github.com"
	if len(url) <= len(host) || !strings.EqualFold(url[:len(host)], host) || !strings.ContainsRune("/:", rune(url[len(host)])) {
		return "", "", false
	}
	parts := strings.Split(strings.Trim(url[len(host)+1:], "/"), "/")
	if len(parts) != 2 {
		return "", "", false
	}
	name = strings.TrimSuffix(parts[1], ".git")
	return parts[0], name, parts[0] != "" && name != ""
}

func projectPath(name string) string { return projectsDir + "/" + name + ".yaml" }

// projectText is a Project. GitHub's registry names images in lower case after the repository.
func projectText(name, repository string) []byte {
	var b strings.Builder
	scalar := func(s string) string { return strings.TrimSpace(string(krm.Append(nil, krm.String(s), 0))) }
	fmt.Fprintf(&b, "# yaml-language-server: $schema=%s\napiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n  annotations:\n    %s: \"true\"\nspec:\n  repository: %s\n",
		v1alpha1.SchemaURL(v1alpha1.KindProject), v1alpha1.APIVersion, v1alpha1.KindProject, scalar(name), krm.LocalConfigAnnotation, scalar(repository))
	image := "ghcr.io/owner/name"
	if owner, repo, ok := onGitHub(repository); ok {
		image = strings.ToLower("ghcr.io/" + owner + "/" + repo)
		if imageupdater.CheckImageName(image) == nil {
			fmt.Fprintf(&b, "  images:\n    - %s\n", image)
			image = ""
		}
	}
	if image != "" {
		fmt.Fprintf(&b, "  # images:\n  #   - %s\n", image)
	}
	b.WriteString("  # What it expects of the cluster: names and keys, never values.\n  # secrets:\n")
	fmt.Fprintf(&b, "  #   - name: %s-secrets\n  #     keys: [API_TOKEN]\n", name)
	return []byte(b.String())
}

// load returns what is to be said about the Platform and the Projects among the sources.
func load(files []source) []krm.Result {
	var documents []krm.Document
	for _, f := range files {
		if path.Ext(f.path) != ".yaml" {
			continue
		}
		for _, d := range folder.Split(f.path, f.text) {
			documents = append(documents, krm.Document{Path: d.Path, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
		}
	}
	list, err := krm.FromDocuments(documents)
	_, results := v1alpha1.Load(list)
	return append(results, krm.DocumentResults(err)...)
}

// say prints results by the flag that they are about.
func (in *initialization) say(results []krm.Result) {
	for _, r := range results {
		if flag := in.flag(r); flag != "" {
			r = krm.Result{Severity: r.Severity, Rule: r.Rule, Message: flag + ": " + r.Message}
		}
		fmt.Fprintln(in.err, in.paint(r))
	}
}

// flag returns the flag by which the value came that a result is about, or "".
func (in *initialization) flag(r krm.Result) string {
	if r.File == nil || r.Field == nil {
		return ""
	}
	for _, set := range in.settings() {
		if r.File.Path == platformPath && r.Field.Path == set.field && set.value != "" {
			return set.flag
		}
	}
	for _, p := range in.projects {
		if name, _, _ := strings.Cut(p, "="); r.File.Path == projectPath(name) {
			return "--project " + name
		}
	}
	return ""
}
