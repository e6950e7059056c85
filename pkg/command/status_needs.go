// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

// needsOf says what each Project needs, as far as files say it.
func needsOf(model *v1alpha1.Model, repositories finder) []delivery.Project {
	all := []delivery.Project{}
	for _, p := range model.Projects {
		all = append(all, delivery.Judge(delivery.Facts{Project: p, Platform: model.Platform, ImageUpdater: model.ImageUpdater, Git: gitOf(p, model, repositories)}))
	}
	return all
}

func (st *status) printNeeds(model *v1alpha1.Model, dir string, all []delivery.Project) error {
	switch st.format {
	case "commands":
		fmt.Fprint(st.out, scaffold.Secrets(model.Projects, shownDir(dir), func(project, secret string) []string { return usedBy(all, project, secret) }))
		return nil
	case "json":
		enc := json.NewEncoder(st.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(map[string]any{"version": 1, "projects": delivery.NeedsOf(all)}); err != nil {
			return cannotRun(fmt.Errorf("writing to stdout: %w", err))
		}
		return nil
	}
	rows := [][]string{{"PROJECT", "NAMESPACE", "NEEDS", "NAME", "WHAT", "USED BY"}}
	for _, p := range all {
		name, namespace := p.Name, p.Namespace
		add := func(kind, name2, what, by string) {
			rows = append(rows, []string{krm.OneLine(name), krm.OneLine(namespace), kind, krm.OneLine(name2), krm.OneLine(what), krm.OneLine(orDash(by))})
			name, namespace = "", "" // said once
		}
		for _, im := range p.Images {
			git := ""
			if im.Git != "" {
				git = "in Git: " + im.Git
			}
			what := im.AllowTags
			if im.Pin != "" {
				what = "pinned to " + im.Pin
			}
			add("image", im.Name, what, git)
		}
		for _, s := range p.Secrets {
			add("Secret", s.Name, secretNeeds(s), strings.Join(s.UsedBy, "; "))
		}
		if len(p.Images)+len(p.Secrets) == 0 {
			add("-", "", "nothing", "")
		}
	}
	widths := widthsOf(rows)
	for _, row := range rows {
		printRow(st.out, "", row, widths, -1, "")
	}
	return nil
}

// usedBy are those who read a Secret, in words.
func usedBy(all []delivery.Project, project, secret string) []string {
	for _, p := range all {
		for _, s := range p.Secrets {
			if p.Name == project && s.Name == secret {
				return s.UsedBy
			}
		}
	}
	return nil
}

func secretNeeds(s delivery.SecretState) string {
	what := s.Type
	if len(s.Keys) > 0 {
		what += " with " + strings.Join(s.Keys, ", ")
	}
	return what
}
