// SPDX-License-Identifier: Apache-2.0

package outofband

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/secretsync"
)

// Run is the row as the product's proof about Secrets has it, for a Secret of that namespace and name.
func (r Row) Run(namespace, name string) (secretsync.Run, error) {
	run := secretsync.Run{Stub: r.Stub.Proof(), ByHand: r.ByHand.Proof(), First: r.First, Keys: []string{Token, Extra}, Namespace: namespace, Name: name}
	text, err := json.Marshal(r.Ignored(name))
	if err != nil {
		return run, fmt.Errorf("writing the rules of row %s: %w", r.ID, err)
	}
	var rules []secretsync.Ignore
	if err := json.Unmarshal(text, &rules); err != nil {
		return run, fmt.Errorf("reading the rules of row %s: %w", r.ID, err)
	}
	run.Sync = Sync(r.Options...)
	run.Ignore = rules
	return run, nil
}

// Sync is how an Application with these syncOptions syncs on the rig's Argo CD.
func Sync(options ...string) secretsync.Sync {
	return secretsync.Sync{
		Respect:       slices.Contains(options, respect),
		ServerSide:    slices.Contains(options, ssa),
		Replace:       slices.Contains(options, replace),
		OutOfSyncOnly: slices.Contains(options, outOfSyncOnly),
		Restores:      true, // v3.5.0 on
	}
}

// Proof is the stub in the words of the proof.
func (s Stub) Proof() secretsync.Stub {
	token := secretsync.Map{Set: true, Keys: []string{Token}}
	return [...]secretsync.Stub{
		Data:        {Data: token},
		StringData:  {StringData: token},
		NoData:      {},
		LocalConfig: {Absent: true},
	}[s]
}

// Proof is the way in the words of the proof.
func (b ByHand) Proof() secretsync.ByHand {
	return [...]secretsync.ByHand{Apply: secretsync.Apply, Patch: secretsync.Patch, ServerSide: secretsync.ServerSide}[b]
}

// Proved is the state that the proof says of a Secret.
func Proved(s secretsync.State) State {
	value := func(key string) Value {
		return [...]Value{secretsync.Live: Live, secretsync.FromGit: Stubbed, secretsync.Gone: Gone}[s.Value(key)]
	}
	return State{value(Token), value(Extra)}
}
