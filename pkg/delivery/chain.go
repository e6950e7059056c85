// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"strings"
	"time"
)

// chain draws the steps of a Project, each with its state and what there is to say in a few words.
func (j *judgement) chain() {
	for _, step := range Steps() {
		link := Link{Step: step, State: OK}
		for _, f := range j.out.Findings {
			if f.Step == step {
				link.State = worse(link.State, f.State)
			}
		}
		known := true
		switch step {
		case Commit:
			link.Says, known = j.commitSays()
		case Image:
			link.Says, known = j.imageSays()
		case Filter:
			link.Says, known = j.filterSays(), true
		case Application:
			link.Says, known = j.applicationSays()
		case Secrets:
			link.Says, known = j.secretsSays()
		}
		if !known && link.State == OK {
			link.State = Info
		}
		j.out.Chain = append(j.out.Chain, link)
	}
}

func (j *judgement) commitSays() (says []string, known bool) {
	says = []string{j.out.Revision + " of " + strings.TrimSuffix(strings.TrimPrefix(j.out.Repository, "https://"), ".git")}
	if j.out.Deployed == "" {
		return append(says, "which commit is deployed is not known"), false
	}
	return append(says, Short(j.out.Deployed)+" is what Argo CD compares with"), true
}

func (j *judgement) imageSays() (says []string, known bool) {
	known = true
	for _, im := range j.out.Images {
		text := im.Newest
		switch {
		case j.Registry == nil:
			text, known = "registry not asked", false
		case im.Tags < 0:
			text, known = "registry not known", false
		case im.Newest == "":
			text = fmt.Sprintf("none of %d tags", im.Tags)
		case im.Created != nil:
			text += ", " + im.Created.UTC().Format(time.DateOnly)
		}
		says = append(says, im.Alias+": "+text)
	}
	if len(j.out.Images) == 0 {
		return []string{"no image is followed"}, true
	}
	return says, known
}

func (j *judgement) filterSays() (says []string) {
	for _, im := range j.out.Images {
		text := im.AllowTags
		if im.Pin != "" {
			text = "pinned to " + im.Pin
		}
		if im.Matching >= 0 {
			text += fmt.Sprintf(" (%d of %d)", im.Matching, im.Tags)
		}
		says = append(says, im.Alias+": "+text)
	}
	if len(says) == 0 {
		return []string{"nothing to filter"}
	}
	return says
}

func (j *judgement) applicationSays() (says []string, known bool) {
	switch {
	case j.Live == nil || j.Live.AppUnknown != "":
		return []string{"not known"}, false
	case j.Live.App == nil:
		return []string{"not there"}, true
	}
	says = []string{orUnknown(j.out.Sync) + ", " + orDash(j.out.Health)}
	for _, im := range j.out.Images {
		if current := im.Current(); current != "" {
			says = append(says, im.Alias+": "+current)
		}
	}
	return says, true
}

func (j *judgement) secretsSays() (says []string, known bool) {
	if len(j.out.Secrets) == 0 {
		return []string{"none declared"}, true
	}
	known = true
	for _, s := range j.out.Secrets {
		text := "there"
		switch {
		case !s.Known:
			text, known = "not known", false
		case !s.Present:
			text = "missing"
		case len(s.Missing) > 0:
			text = "without " + keysText(s.Missing)
		}
		says = append(says, s.Name+": "+text)
	}
	return says, known
}

// Short shortens a commit, as people write it; any other revision stays as it is.
func Short(revision string) string {
	if len(revision) == 40 && strings.Trim(revision, "0123456789abcdef") == "" {
		return revision[:7]
	}
	return revision
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
