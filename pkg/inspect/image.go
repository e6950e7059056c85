// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"encoding/json"
	"time"
)

// Image is one image that is followed, and what there is to know of it.
type Image struct {
	// Name is the image without tag, as its resource has it.
	Name string `json:"name"`
	// Place is where it is named; Also are further places with the same settings.
	Place
	Also []Place `json:"also,omitempty"`
	// ImageUpdater is the version by whose rules the tag is chosen.
	ImageUpdater string `json:"imageUpdater"`
	// Strategy is the update strategy as that version reads it, Constraint what stands behind the name.
	Strategy   string `json:"strategy"`
	Constraint string `json:"constraint,omitempty"`
	// Instead says why Strategy is semver where another one was written.
	Instead string `json:"instead,omitempty"`
	// Registry is where was asked, and Repository for what.
	Registry   string `json:"registry,omitempty"`
	Repository string `json:"repository,omitempty"`
	// Credentials says with what was asked: where they are from, never what they are.
	Credentials string `json:"credentials,omitempty"`
	// Reachable says that the registry listed the tags.
	Reachable bool `json:"reachable"`
	// Tags is how many the registry has, Matching how many of them the filters let through.
	Tags     int `json:"tags"`
	Matching int `json:"matching"`
	// Tag is the one that Image Updater takes; "" where it takes none.
	Tag string `json:"tag"`
	// Digest is that of the manifest behind it, Created the newest date of its images, Platforms what they are built for.
	Digest    string     `json:"digest,omitempty"`
	Created   *time.Time `json:"created,omitempty"`
	Platforms []string   `json:"platforms,omitempty"`
	// Revision is the commit that it says it is of.
	Revision string `json:"revision,omitempty"`
	// Pull is where a node finds it, by its registries.yaml.
	Pull string `json:"pull,omitempty"`
	// PullTried are the places where the node looks before, and why it goes on.
	PullTried []string `json:"pullTried,omitempty"`
	// RunnerUp is what would be taken without Tag, and RunnerUpCreated its date.
	RunnerUp        string     `json:"runnerUp,omitempty"`
	RunnerUpCreated *time.Time `json:"runnerUpCreated,omitempty"`
	// Reason says why Tag goes before RunnerUp, or why there is no Tag.
	Reason string `json:"reason"`
	// Candidates are the tags that matched and were considered, best first; LeftOut those that matched and were not.
	Candidates []Candidate `json:"candidates,omitempty"`
	LeftOut    []LeftOut   `json:"leftOut,omitempty"`
}

// MarshalJSON leaves out what only the registry knows, where it did not say.
func (i Image) MarshalJSON() ([]byte, error) {
	type plain Image
	if i.Reachable {
		return json.Marshal(plain(i))
	}
	return json.Marshal(struct {
		plain
		Tags     *int    `json:"tags,omitempty"`
		Matching *int    `json:"matching,omitempty"`
		Tag      *string `json:"tag,omitempty"`
	}{plain: plain(i)})
}

// Candidate is a tag that may be taken. What was not looked at is absent.
type Candidate struct {
	Tag       string     `json:"tag"`
	Created   *time.Time `json:"created,omitempty"`
	Digest    string     `json:"digest,omitempty"`
	Platforms []string   `json:"platforms,omitempty"`
	// Problem says why it could not be looked into, where the strategy takes it all the same.
	Problem string `json:"problem,omitempty"`
}

// Place is a place in a file. Line and Column count from 1; they are 0 where Fairlead did not read the file itself.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// LeftOut is a tag that is not considered, and why.
type LeftOut struct {
	Tag    string `json:"tag"`
	Reason string `json:"reason"`
}
