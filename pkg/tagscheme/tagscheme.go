// SPDX-License-Identifier: Apache-2.0

// Package tagscheme says which tags a pipeline pushes: for each kind of event, as sets, with the lines that push them. It
// knows no format of pipelines: what reads one fills it in, and rules ask it.
package tagscheme

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

// Event is a kind of event that starts a pipeline.
type Event string

// The events.
const (
	// Release is a push to the branch that is delivered.
	Release Event = "a push to the release branch"
	// Branch is a push to any other branch, or a merge group.
	Branch Event = "a push to another branch"
	// Tag is the push of a Git tag, or a release of GitHub.
	Tag Event = "the push of a Git tag"
	// PullRequest is a pull request, whether from a fork or not.
	PullRequest Event = "a pull request"
	// Schedule is the clock, which runs on the default branch.
	Schedule Event = "a schedule"
	// Dispatch is a person, or a call of the API, that starts it by hand.
	Dispatch Event = "a start by hand"
)

// Events are all of them, in the order in which they are written down.
var Events = []Event{Release, Branch, Tag, PullRequest, Schedule, Dispatch}

// Scheme is what the workflows of a repository push of one image.
type Scheme struct {
	// Image is the image that was asked for, by its full name.
	Image string
	// Files are the workflows that were read, in order.
	Files []string
	// Pushes are all tags, in the order of the files and of their lines.
	Pushes []Push
	// Images are the names of all images that are pushed at some event, Unpushed those that a step names
	// which runs at no event, or does not push. Both are full names, as docker.io/library/redis, and sorted.
	Images, Unpushed []string
	// Builds says that a step builds images; Complete that nothing else in the workflows may push one.
	Builds, Complete bool
}

// Push is what one line pushes at one event.
type Push struct {
	Event Event
	// Set are the tags: one of them is pushed each time. Where there is a Doubt, it holds at least all that may be pushed.
	Set tagset.Set
	// Text is what is written in the workflow, such as type=sha.
	Text string
	// Fixed says that the tag has the same name each time, such as latest.
	Fixed bool
	// Cache says that it is a cache of the builder, and no image.
	Cache bool
	// Chosen says that the name of a branch stands in the tag: it is for those who make branches to choose.
	Chosen bool
	// Anywhere says of a start by hand that it may be one on a branch that is not delivered.
	Anywhere bool
	// Platforms are what the image is built for, as os/arch; nil where that is not known.
	Platforms []string
	// Created is the time that the image says it was made at, in seconds since 1970, where that is the same for every commit;
	// "" where it is another each time, or not known.
	Created string
	// Place is the line.
	Place Place
	// Doubt says why it is not certain that just this is pushed; nil where it is.
	Doubt *Doubt
}

// Doubt is what was not understood.
type Doubt struct {
	// Expression is what is written.
	Expression string
	// Why says what about it is not known.
	Why   string
	Place Place
}

// String returns the doubt as a clause.
func (d *Doubt) String() string {
	if d.Expression == "" {
		return fmt.Sprintf("%s (%s)", d.Why, d.Place)
	}
	return fmt.Sprintf("%s: %q (%s)", d.Why, d.Expression, d.Place)
}

// Place is a line of a workflow.
type Place struct {
	// File is the path as a person knows it. Line counts from 1.
	File string
	Line int
}

// String returns the place as file:line.
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// At returns what is pushed at an event.
func (s *Scheme) At(events ...Event) []Push {
	var found []Push
	for _, p := range s.Pushes {
		for _, e := range events {
			if p.Event == e {
				found = append(found, p)
			}
		}
	}
	return found
}
