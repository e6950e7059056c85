// SPDX-License-Identifier: Apache-2.0

// Package secretsync says what Argo CD does to the data of a Secret that a person has filled: which keys a sync keeps, and which
// it overwrites or deletes, for every shape that the Secret can have in Git. It is the way of util/argo/diff, controller/sync.go
// and gitops-engine of v3.5.7, over keys without their values, and is held to what a real Argo CD did (pkg/secretsync tests).
package secretsync

// Map is what Git holds of one map of a Secret, data or stringData.
type Map struct {
	// Set says that the map is written: as null where Null is set, else with the Keys, of which there may be none.
	Set, Null bool
	Keys      []string
}

// Stub is what Git holds of the Secret. The zero Stub is one without data.
type Stub struct {
	Data, StringData Map
	// Absent says that Git holds nothing of it that Argo CD sees, as where kustomize leaves it out as local-config.
	Absent bool
}

// String names the shape in the words of a manifest.
func (s Stub) String() string {
	switch {
	case s.Absent:
		return "no manifest"
	case s.Data.Null:
		return "data: null"
	case s.StringData.Set && len(s.StringData.Keys) > 0:
		return "stringData with keys"
	case s.StringData.Set:
		return "stringData: {}"
	case s.Data.Set && len(s.Data.Keys) > 0:
		return "data with keys"
	case s.Data.Set:
		return "data: {}"
	}
	return "no data"
}

// Stubs returns every shape, with keys where there are any: those that a manifest of the Secret can have.
func Stubs(keys ...string) []Stub {
	return []Stub{
		{},
		{Data: Map{Set: true, Null: true}},
		{Data: Map{Set: true}},
		{Data: Map{Set: true, Keys: keys}},
		{StringData: Map{Set: true, Keys: keys}},
		{StringData: Map{Set: true}},
	}
}

// ByHand is how a person made the live Secret, or last changed it.
type ByHand int

// The ways of a person.
const (
	// Apply is kubectl apply: all data stand in its annotation last-applied-configuration.
	Apply ByHand = iota
	// Patch is kubectl patch, edit or create: there is no such annotation.
	Patch
	// ServerSide is kubectl apply --server-side.
	ServerSide
)

// ways are all of them.
var ways = [...]ByHand{Apply, Patch, ServerSide}

func (b ByHand) String() string {
	return [...]string{"kubectl apply", "kubectl patch, edit or create", "kubectl apply --server-side"}[b]
}

// manager is the name of the field manager that then owns the data.
func (b ByHand) manager() string {
	return [...]string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}[b]
}

// Sync is how an Application applies the Secret.
type Sync struct {
	// Ignore are the ignoreDifferences.
	Ignore []Ignore
	// Respect is RespectIgnoreDifferences=true, ServerSide ServerSideApply=true, Replace Replace=true, and OutOfSyncOnly
	// ApplyOutOfSyncOnly=true.
	Respect, ServerSide, Replace, OutOfSyncOnly bool
	// Restores says that a sync which respects rules restores what they do not name: v3.3.13, v3.4.5 and v3.5.0 on.
	Restores bool
}

// Value is what a key of the live Secret holds.
type Value int

// The values.
const (
	// Live is what the person set.
	Live Value = iota
	// FromGit is what the manifest says.
	FromGit
	// Gone means that the key is not there.
	Gone
)

func (v Value) String() string { return [...]string{"kept", "overwritten", "deleted"}[v] }

// State is what each key of the live Secret holds; Gone where it is not among them.
type State map[string]Value

// Value returns what a key holds.
func (s State) Value(key string) Value {
	if v, ok := s[key]; ok {
		return v
	}
	return Gone
}
