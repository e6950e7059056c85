// SPDX-License-Identifier: Apache-2.0

package secretsync

import (
	"fmt"
	"slices"
	"strings"
)

// Loss is one way in which a sync changes or deletes what a person set.
type Loss struct {
	// Stub is the shape in Git, ByHand how the person made the Secret, Key what is lost and Value how.
	Stub   Stub
	ByHand ByHand
	Key    string
	Value  Value
	// Syncs is after how many syncs.
	Syncs int
}

// String says it in a sentence without a full stop.
func (l Loss) String() string {
	what := "overwritten"
	if l.Value == Gone {
		what = "deleted"
	}
	return fmt.Sprintf("with %s in the manifest, a value that was set by %s is %s", l.Stub, l.ByHand, what)
}

// other stands for any key that neither the manifest nor a rule names.
const other = "another-key"

// Survives tries every stub with every way of a person, before and after the first sync, over the keys of the stub, of the rules,
// those that are declared, and any other one. It returns the first loss; nil where every value survives every sync. unclear says
// that a rule holds a query that is not read here, so that a loss may be none.
func (s Sync) Survives(stubs []Stub, namespace, name string, declared []string) (loss *Loss, unclear bool) {
	rules := ignoredOf(s.Ignore, namespace, name)
	for _, stub := range stubs {
		keys := slices.Concat(declared, rules.keys, rules.stringKeys, stub.Data.Keys, stub.StringData.Keys, []string{other})
		slices.Sort(keys)
		keys = slices.Compact(keys)
		for _, by := range ways {
			for _, first := range [...]bool{true, false} {
				run := Run{Sync: s, Stub: stub, ByHand: by, First: first, Keys: keys, Namespace: namespace, Name: name}
				for syncs := range longest {
					if syncs == 0 || !first && syncs == 1 {
						continue // nothing was set yet, or nothing synced since
					}
					state := run.After(syncs)
					for _, key := range keys {
						if v := state.Value(key); v != Live {
							return &Loss{stub, by, key, v, syncs}, rules.unclear
						}
					}
				}
			}
		}
	}
	return nil, rules.unclear
}

// longest is one more than the syncs after which nothing changes any more: ownership moves at the second and acts at the third.
const longest = 5

// Removed says what becomes of a live Secret that Argo CD tracks when its manifest leaves Git and a sync prunes, and when the
// Application is deleted with its resources. options are the sync options in the Secret's own annotation.
func Removed(options string) (pruned, deleted bool) {
	pruned, deleted = true, true
	for option := range strings.SplitSeq(options, ",") {
		switch strings.TrimSpace(option) {
		case "Prune=false":
			pruned = false
		case "Delete=false":
			deleted = false
		}
	}
	return pruned, deleted
}

// Decisive returns all that Survives depends on for a Secret, beside stubs and declared keys: two Secrets of which it is equal
// fare alike.
func (s Sync) Decisive(namespace, name string) any {
	type decisive struct {
		ignored
		Respect, ServerSide, Replace, OutOfSyncOnly, Restores bool
	}
	return decisive{ignoredOf(s.Ignore, namespace, name), s.Respect, s.ServerSide, s.Replace, s.OutOfSyncOnly, s.Restores}
}
