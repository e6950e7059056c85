// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
)

// judgement is one Judge.
type judgement struct {
	Facts
	out *Project
}

// Judge says how far the delivery of a Project has come, and what is broken. It asks nobody.
func Judge(f Facts) Project {
	spec := f.Project.Spec
	j := &judgement{Facts: f, out: &Project{
		Name: f.Project.Name, Namespace: spec.Namespace, Repository: spec.Repository, Path: spec.Path, Revision: spec.Revision,
		CI: pipelineOf(f.Project, f.Platform), Images: []ImageState{}, Secrets: []SecretState{}, Findings: []Finding{},
	}}
	for _, im := range spec.Images {
		j.out.Images = append(j.out.Images, j.image(im))
	}
	for _, s := range spec.Secrets {
		j.out.Secrets = append(j.out.Secrets, j.secret(s))
	}
	if f.Live != nil {
		j.application()
		for i, im := range spec.Images {
			j.liveImage(im, j.out.Images[i])
		}
		j.secrets()
	}
	j.registry()
	slices.SortStableFunc(j.out.Findings, func(a, b Finding) int {
		if d := slices.Index(Steps(), a.Step) - slices.Index(Steps(), b.Step); d != 0 {
			return d
		}
		return gravity[b.State] - gravity[a.State]
	})
	j.out.State = gravest(j.out.Findings)
	j.chain()
	return *j.out
}

// say adds a finding. Whatever it quotes, it is one line that steers no terminal.
func (j *judgement) say(id string, step Step, state State, remedy, format string, args ...any) {
	j.out.Findings = append(j.out.Findings, finding(id, step, state, remedy, format, args...))
}

func finding(id string, step Step, state State, remedy, format string, args ...any) Finding {
	return Finding{ID: id, Step: step, State: state, Message: krm.OneLine(fmt.Sprintf(format, args...)), Remedy: krm.OneLine(remedy)}
}

// pipelineOf is the user as whom the pipeline of a Project calls Argo CD.
func pipelineOf(p *v1alpha1.Project, platform *v1alpha1.Platform) string {
	if platform.Spec.ArgoCD.CI == v1alpha1.CIProjectRole {
		return "proj:" + p.Name + ":" + rbac.PipelineRole
	}
	return p.Spec.CI.Account
}

// image collects what is known of an image, whoever says it.
func (j *judgement) image(im v1alpha1.Image) ImageState {
	s := ImageState{Name: im.Name, Alias: im.Alias, Pin: im.Pin, AllowTags: im.AllowTags, GitWhy: j.Git.Why, Tags: -1, Matching: -1}
	tags := tagsOf(j.Git.Images, im.Name)
	if im.KustomizeName != "" {
		for _, tag := range tagsOf(j.Git.Images, im.KustomizeName) {
			tags = appendNew(tags, tag)
		}
	}
	switch {
	case s.GitWhy != "":
	case len(tags) == 0:
		s.GitWhy = "no container that " + j.Project.Spec.Path + " renders has it"
	default:
		s.Git = strings.Join(tags, ", ")
		if s.Git == "" {
			s.Git = "latest" // what a node takes where there is no tag
		}
	}
	if tag, ok := j.Registry[im.Name]; ok && tag.Unknown == "" {
		s.Newest, s.Created, s.Commit, s.Tags, s.Matching = tag.Takes, tag.Created, tag.Revision, tag.Tags, tag.Matching
	}
	if j.Live != nil && j.Live.App != nil {
		s.Live = overrideOf(j.Live.App.Images, im.Name, im.KustomizeName)
		s.Running = tagsOf(j.Live.App.Running, im.Name)
	}
	return s
}

// registry says what the registries say.
func (j *judgement) registry() {
	if j.Registry == nil {
		return
	}
	for _, im := range j.Project.Spec.Images {
		tag, asked := j.Registry[im.Name]
		switch {
		case !asked:
		case tag.Unknown != "":
			j.say("registry-not-known", Image, Unknown, "", "image %s: what its registry has is not known: %s", im.Name, tag.Unknown)
		case tag.Takes == "" && im.Pin != "":
			j.say("pin-not-there", Filter, Wrong, fmt.Sprintf("fairlead pin %s --image %s --clear, or pin a tag that fairlead images lists", j.Project.Name, im.Alias),
				"image %s is pinned to %s, and Image Updater can take no such tag: %s", im.Name, im.Pin, tag.Reason)
		case tag.Takes == "":
			j.say("no-tag-matches", Filter, Wrong, "fairlead images shows which tags there are, and why none is taken", "image %s: Image Updater takes no tag: %s", im.Name, tag.Reason)
		}
	}
}

// secret collects what is known of a declared Secret.
func (j *judgement) secret(s v1alpha1.Secret) SecretState {
	out := SecretState{Name: s.Name, Namespace: j.Project.Spec.Namespace, Type: s.Type, Mode: s.Mode, Keys: append([]string{}, s.Keys...)}
	for _, ref := range j.Git.References {
		if ref.Name != s.Name {
			continue
		}
		by := ref.By
		if ref.Key != "" {
			by += " (" + ref.Key + ")"
		}
		out.UsedBy = appendNew(out.UsedBy, by)
	}
	if j.Live == nil || j.Live.SecretsUnknown != "" {
		return out
	}
	out.Known = true
	for _, live := range j.Live.Secrets {
		if live.Name != s.Name {
			continue
		}
		out.Present, out.LiveType = true, krm.OneLine(live.Type)
		for _, key := range s.Keys {
			if !slices.Contains(live.Keys, key) {
				out.Missing = append(out.Missing, key)
			}
		}
	}
	return out
}

// secrets says which Secrets are missing, or lack keys.
func (j *judgement) secrets() {
	if len(j.out.Secrets) == 0 {
		return
	}
	if why := j.Live.SecretsUnknown; why != "" {
		j.say("secrets-not-known", Secrets, Unknown, "", "whether the Secrets of %s are there is not known: %s", j.Project.Spec.Namespace, why)
		return
	}
	for _, s := range j.out.Secrets {
		example := fmt.Sprintf("fill a copy of secrets/%s.example.yaml and apply it: kubectl apply -f FILE", s.Name)
		if !s.Present {
			j.say("secret-missing", Secrets, Wrong, example, "Secret %s is not in the namespace %s%s", s.Name, s.Namespace, consequence(s))
			continue
		}
		if len(s.Missing) > 0 {
			j.say("secret-key-missing", Secrets, Wrong, example, "Secret %s in the namespace %s has no %s%s", s.Name, s.Namespace, keysText(s.Missing), consequence(s))
		}
		if s.TypeDiffers() {
			j.say("secret-type-differs", Secrets, Warning, "a type cannot be changed: delete the Secret and make it again with the right one, or declare the one that it has",
				"Secret %s in the namespace %s is of type %s, and is declared as %s", s.Name, s.Namespace, s.LiveType, s.Type)
		}
	}
}

// consequence says who waits for a Secret, where that is known.
func consequence(s SecretState) string {
	if len(s.UsedBy) == 0 {
		return ""
	}
	if len(s.UsedBy) > 2 {
		return fmt.Sprintf(": %s and %d others wait for it", s.UsedBy[0], len(s.UsedBy)-1)
	}
	verb := "waits"
	if len(s.UsedBy) == 2 {
		verb = "wait"
	}
	return fmt.Sprintf(": %s %s for it", strings.Join(s.UsedBy, " and "), verb)
}

func keysText(keys []string) string {
	if len(keys) == 1 {
		return "key " + keys[0]
	}
	return "keys " + strings.Join(keys, ", ")
}
