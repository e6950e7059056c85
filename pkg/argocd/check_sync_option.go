// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// CheckSyncOption checks one entry of an Application's spec.syncPolicy.syncOptions. Argo CD compares it as it stands,
// capitals and all; what it does not know it stores, shows and ignores.
func (v Version) CheckSyncOption(option string) error {
	return v.checkOption("sync option", option, onApplication)
}

// CheckResourceSyncOption checks one option of the annotation AnnotationSyncOptions, without the spaces around it.
func (v Version) CheckResourceSyncOption(option string) error {
	return v.checkOption("resource sync option", option, onResource)
}

// CheckCompareOption checks one option of the annotation AnnotationCompareOptions, without the spaces around it.
func (v Version) CheckCompareOption(option string) error {
	return v.checkOption("compare option", option, inComparison)
}

// MeantSyncOption returns the entry of spec.syncPolicy.syncOptions that was meant by one that CheckSyncOption refuses, and ""
// where more than one is as near, or none is.
func (v Version) MeantSyncOption(option string) string { return v.meantOption(option, onApplication) }

// MeantResourceSyncOption is MeantSyncOption for AnnotationSyncOptions.
func (v Version) MeantResourceSyncOption(option string) string {
	return v.meantOption(option, onResource)
}

// MeantCompareOption is MeantSyncOption for AnnotationCompareOptions.
func (v Version) MeantCompareOption(option string) string { return v.meantOption(option, inComparison) }

func (v Version) meantOption(option string, at level) string {
	if option == "" || strings.Contains(option, ",") {
		return ""
	}
	for _, o := range syncOptions {
		for _, spelled := range o.spelled() {
			if spelled == option {
				return "" // right elsewhere, or later
			}
		}
	}
	meant := nearest.Only(strings.Join(strings.Fields(option), ""), v.optionsOf(at))
	_, value, valued := strings.Cut(option, "=")
	_, meantValue, _ := strings.Cut(meant, "=")
	if _, near := nearest.Name(strings.TrimSpace(value), []string{meantValue}); valued && !near {
		return "" // another value of a long name is near it too
	}
	return meant
}

// SyncOptions returns every entry that v reads in an Application's spec.syncPolicy.syncOptions, in the order of Argo CD's
// documentation, values that repeat a default included.
func (v Version) SyncOptions() []string { return v.optionsOf(onApplication) }

func (v Version) optionsOf(at level) []string {
	var all []string
	for _, o := range syncOptions {
		if o.level&at != 0 && !v.release().before(o.since) {
			all = append(all, o.spelled()...)
		}
	}
	return all
}

// bySpelling finds the options by how they are written. Nearly all that are checked are right.
var bySpelling = sync.OnceValue(func() map[string][]syncOption {
	all := map[string][]syncOption{}
	for _, o := range syncOptions {
		for _, spelled := range o.spelled() {
			all[spelled] = append(all[spelled], o)
		}
	}
	return all
})

func (v Version) checkOption(what, option string, at level) error {
	for _, o := range bySpelling()[option] {
		if o.level&at != 0 && !v.release().before(o.since) {
			return nil
		}
	}
	switch {
	case option == "":
		return fmt.Errorf("%s is empty: it must be an option such as %q", what, v.optionsOf(at)[0])
	case strings.Contains(option, ","):
		return fmt.Errorf("%s %q must be one option: give each one by itself", what, option)
	case strings.ContainsAny(option, " \t\r\n"):
		meant := strings.Join(strings.Fields(option), "")
		for _, known := range v.optionsOf(at) {
			if strings.EqualFold(known, meant) {
				meant = known
			}
		}
		return fmt.Errorf("%s %q must not hold spaces: write %q", what, option, meant)
	}
	var elsewhere level
	name, _, _ := strings.Cut(option, "=")
	var sameName []string
	for _, o := range syncOptions {
		for _, spelled := range o.spelled() {
			if o.name == name && o.level&at != 0 && !v.release().before(o.since) {
				sameName = append(sameName, spelled)
			}
			if spelled != option {
				continue
			}
			if o.level&at == 0 {
				elsewhere |= o.level
				continue
			}
			if v.release().before(o.since) {
				return fmt.Errorf("%s %q is read from %s on: %s ignores it", what, option, o.since, v)
			}
			return nil
		}
	}
	if elsewhere != 0 {
		return fmt.Errorf("%s %q is ignored here: it belongs in %s", what, option, elsewhere)
	}
	// A known name with another value is told all its values, unless only capitals are wrong.
	near, ok := nearest.Name(option, v.optionsOf(at))
	if ok && (len(sameName) == 0 || strings.EqualFold(near, option)) {
		return fmt.Errorf("%s %q is unknown and ignored: did you mean %q?", what, option, near)
	}
	if len(sameName) > 0 {
		return fmt.Errorf("%s %q is unknown and ignored: allowed are %s", what, option, strings.Join(sameName, ", "))
	}
	return fmt.Errorf("%s %q is unknown and ignored: known are %s", what, option, strings.Join(v.optionsOf(at), ", "))
}

// String says in which place of a manifest the options of l belong; of several, the first.
func (l level) String() string {
	switch {
	case l&onApplication != 0:
		return "spec.syncPolicy.syncOptions of an Application"
	case l&onResource != 0:
		return "the annotation " + AnnotationSyncOptions + " of a resource"
	}
	return "the annotation " + AnnotationCompareOptions + " of a resource"
}
