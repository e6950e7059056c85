// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// judgeFailure words why the tags could not be listed.
func (s *subject) judgeFailure(e *registry.Error) {
	name := s.asked()
	s.image.Reason = "not known: " + e.Error()
	switch e.Kind {
	case registry.Denied:
		severity, advice := krm.Severity(""), s.advice()
		if s.notAtHand() {
			severity = krm.Warning
		}
		s.report(images.AccessDenied, severity, "%s is not shown to who asks with %s (%s): %s", name, s.withWhat(), e, advice)
	case registry.Missing:
		s.report(images.Missing, "", "%s does not exist (%s), asked with %s", name, e, s.withWhat())
	case registry.RateLimited:
		s.report(images.RateLimited, krm.Error, "%s cannot be looked at, the registry allows no more requests now (%s), asked with %s: try again later, or with credentials", name, e, s.withWhat())
	default:
		s.report(images.Unreachable, "", "%s cannot be looked at: %s", name, e)
	}
}

// judgeShut reports an image that is seen with the credentials of a person or a node, and not without, where the updater has none.
func (s *subject) judgeShut() {
	if e := s.seen.shut; e != nil {
		s.report(images.AccessDenied, krm.Warning, "%s is shown to who asks with %s, and not without (%s): no credentials are declared for the updater, so declare a pull-secret, or credentials in registries.conf", s.asked(), s.withWhat(), e)
	}
}

// asked names the image as the registry was asked for it.
func (s *subject) asked() string {
	p := s.seen.place
	name := fmt.Sprintf("image %q", s.image.Name)
	if asked := p.host + "/" + p.repository; asked != s.image.Name {
		name += fmt.Sprintf(" (asked for as %s)", asked)
	}
	return name
}

func (s *subject) withWhat() string {
	if s.seen.access.credential.Anonymous() {
		if note := s.seen.access.note; note != "" {
			return "no credentials, since " + note
		}
		return "no credentials"
	}
	return s.seen.access.credential.String()
}

// notAtHand reports whether the updater has credentials of its own that were not used here.
func (s *subject) notAtHand() bool { return s.seen.access.declared != "" && !s.seen.access.own }

// advice says what to do where a registry refuses.
func (s *subject) advice() string {
	host := s.seen.place.host
	login := "docker login " + host
	var parts []string
	switch {
	case host == "ghcr.io":
		parts = append(parts, "GHCR takes a classic token with read:packages, and answers so for a package that does not exist too")
	case host == dockerHub:
		login = "docker login"
		parts = append(parts, "Docker Hub answers so for a repository that does not exist too")
	}
	switch {
	case s.notAtHand():
		parts = append(parts, fmt.Sprintf("the updater has credentials of its own, in %s: give them with --pull-secret FILE, or log in by `%s`", s.seen.access.declared, login))
	case s.seen.access.own:
		parts = append(parts, "the updater has no other credentials, so put others into its pull secret")
	case s.seen.access.credential.Anonymous():
		parts = append(parts, fmt.Sprintf("log in by `%s`; the updater needs a pull-secret, or credentials in registries.conf, or it is refused as well", login))
	default:
		parts = append(parts, fmt.Sprintf("log in anew by `%s`; the updater asks without credentials, since none are declared", login))
	}
	return strings.Join(parts, "; ")
}
