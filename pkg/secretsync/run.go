// SPDX-License-Identifier: Apache-2.0

package secretsync

import "slices"

// Run is one Secret on its way through syncs.
type Run struct {
	Sync
	Stub   Stub
	ByHand ByHand
	// First says that the person comes before the first sync; otherwise between the first, which makes the Secret from Git, and
	// the second.
	First bool
	// Keys are those that the person sets.
	Keys []string
	// Namespace and Name are the Secret's.
	Namespace, Name string
}

// secret is the live Secret.
type secret struct {
	data State
	// applied are the keys in last-applied-configuration; hasApplied says that there is the annotation, appliedData that it holds
	// data at all.
	applied                 []string
	hasApplied, appliedData bool
	// owned are the keys whose values Argo CD owns, and the manager of the person no more.
	owned map[string]bool
	// tracked says that the annotation by which Argo CD knows the Secret is there.
	tracked, exists bool
}

// After returns what the Secret holds after the given number of syncs.
func (r Run) After(syncs int) State {
	live := &secret{data: State{}, owned: map[string]bool{}}
	if r.First {
		r.byHand(live)
	}
	for i := range syncs {
		r.sync(live)
		if i == 0 && !r.First {
			r.byHand(live)
		}
	}
	return live.data
}

// byHand lets the person set the data.
func (r Run) byHand(live *secret) {
	for _, key := range r.Keys {
		live.data[key] = Live
		delete(live.owned, key)
	}
	live.exists = true
	// Where the annotation is there, the API server writes it for kubectl apply --server-side too.
	if r.ByHand == Apply || r.ByHand == ServerSide && live.hasApplied {
		live.applied, live.hasApplied, live.appliedData = slices.Clone(r.Keys), true, true
		live.tracked = false // it stood in last-applied-configuration, and the manifest of the person lacks it
	}
}

// target is what a sync applies: the values of keys under data and stringData, each Live where it was copied from the live Secret.
type target struct {
	data, stringData State
	set, null        bool // of data
}

// sync lets Argo CD sync once.
func (r Run) sync(live *secret) {
	if r.Stub.Absent {
		return
	}
	rules := ignoredOf(r.Ignore, r.Namespace, r.Name)
	t := target{data: State{}, stringData: State{}, set: r.Stub.Data.Set, null: r.Stub.Data.Null}
	for _, key := range r.Stub.Data.Keys {
		t.data[key] = FromGit
	}
	for _, key := range r.Stub.StringData.Keys {
		t.stringData[key] = FromGit
	}
	if !live.exists {
		live.exists = true
		r.apply(live, t)
		return
	}
	if r.OutOfSyncOnly && live.tracked && r.inSync(live, t, rules) {
		return
	}
	if r.Respect && rules.names(r.ByHand) {
		r.keep(live, &t, rules)
	}
	r.apply(live, t)
}

// inSync reports whether the comparison, which takes stringData for data and does not look at what is ignored, finds no difference.
func (r Run) inSync(live *secret, t target, rules ignored) bool {
	if rules.data {
		return true
	}
	wanted := State{}
	for _, values := range []State{t.data, t.stringData} {
		for key, value := range values {
			wanted[key] = value
		}
	}
	for _, key := range live.applied {
		if _, ok := wanted[key]; !ok {
			wanted[key] = Gone
		}
	}
	for key, value := range wanted {
		if live.data.Value(key) != value && !slices.Contains(rules.keys, key) {
			return false
		}
	}
	return !t.null
}

// keep copies what is ignored from the live Secret into the target (normalizeTargetResources).
func (r Run) keep(live *secret, t *target, rules ignored) {
	had := t.set && !t.null
	if rules.stringData {
		t.stringData = State{} // the live Secret has none
	}
	for _, key := range rules.stringKeys {
		delete(t.stringData, key)
	}
	if rules.data {
		// Respected as a whole, so what is in Git does not matter, null neither.
		t.data, t.set, t.null = State{}, true, false
		for key, value := range live.data {
			t.data[key] = value
		}
		return
	}
	kept := State{}
	for _, key := range rules.keys {
		delete(t.data, key)
		if value, ok := live.data[key]; ok {
			kept[key] = value
		}
	}
	for key := range t.data {
		// A manager keeps what differs and what it still owns; a key that Git does not have is none of these.
		if value, ok := live.data[key]; ok && value == Live && !live.owned[key] && slices.Contains(rules.managers, r.ByHand.manager()) {
			kept[key] = value
		}
	}
	if len(kept) == 0 || r.Restores && !had {
		return // data that Git does not have are taken out again, the kept ones too
	}
	t.set, t.null = true, false
	for key, value := range kept {
		t.data[key] = value
	}
}

// apply writes a target: as a whole, by the server, or by the merge of three that kubectl apply does.
func (r Run) apply(live *secret, t target) {
	old := live.data
	live.data = State{}
	switch {
	case r.Replace:
	case r.ServerSide: // for which null is a map without keys
		for key, value := range old {
			// What kubectl apply owned goes over to Argo CD, which then drops what the manifest lacks.
			if _, named := t.data[key]; named || !live.owned[key] && !slices.Contains(live.applied, key) {
				live.data[key] = value
			}
		}
	case t.null: // the merge deletes the map
	case live.appliedData && !t.set: // the whole map was applied, and is no longer
	default:
		for key, value := range old {
			if _, named := t.data[key]; named || !slices.Contains(live.applied, key) {
				live.data[key] = value
			}
		}
	}
	for _, values := range []State{t.data, t.stringData} {
		for key, value := range values {
			live.data[key] = value
			if r.ServerSide {
				// A value that is the same is owned by both. Of kubectl apply, Argo CD takes over all (ClientSideApplyMigration).
				live.owned[key] = value != Live || r.ByHand == Apply
			}
		}
	}
	live.tracked = true
	if r.ServerSide {
		live.applied, live.hasApplied, live.appliedData = nil, false, false
		return
	}
	live.applied, live.hasApplied, live.appliedData = nil, true, t.set && !t.null
	for key := range t.data {
		live.applied = append(live.applied, key)
	}
}
