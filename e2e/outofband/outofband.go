// SPDX-License-Identifier: Apache-2.0

// Package outofband describes what Argo CD does to a Secret whose placeholder is in Git and whose data a person has set by hand. It
// knows nothing of how a row is run, so that what reasons about Applications can be held to the same rows.
package outofband

import "encoding/base64"

// Keys of the Secret of every row: Token is in Git, unless the stub has no data; Extra never is.
const (
	Token = "token"
	Extra = "extra"
)

// Placeholder is the value of Token in Git.
const Placeholder = "placeholder"

// Stub is what Git holds of the Secret.
type Stub int

// Stubs.
const (
	Data        Stub = iota // token under data
	StringData              // token under stringData
	NoData                  // neither
	LocalConfig             // token under data, and the annotation with which kustomize leaves it out of the build
)

// ByHand is how a person sets the data.
type ByHand int

// Ways.
const (
	Apply      ByHand = iota // kubectl apply
	Patch                    // kubectl patch --type merge
	ServerSide               // kubectl apply --server-side --force-conflicts
)

// Value is what a key of the live Secret holds.
type Value int

// Values.
const (
	Live    Value = iota // what the person set
	Stubbed              // Placeholder
	Gone                 // the key is not there
	Other                // anything else
)

func (v Value) String() string {
	return [...]string{"live", "placeholder", "gone", "something else"}[v]
}

// State is what the live Secret holds under both keys.
type State struct{ Token, Extra Value }

func (s State) String() string {
	return Token + " " + s.Token.String() + ", " + Extra + " " + s.Extra.String()
}

// Row is a Secret, an Application and a person, and how it ends.
type Row struct {
	// ID is unique and never changes.
	ID   string
	Stub Stub
	// Rules are the Application's ignoreDifferences as JSON has them. A rule named after the Secret has the name in place of Name.
	Rules []map[string]any
	// Options are the Application's syncOptions.
	Options []string
	ByHand  ByHand
	// First says that the person comes before the first sync, else between the first and the second.
	First bool
	// Second and Third are the state after the second sync, which finds the same commit, and after the third, which finds a change of
	// another resource.
	Second, Third State
}

// Name stands for the name of the Secret in a rule.
const Name = "<name>"

// Ignored are the ignoreDifferences for a Secret of that name.
func (r Row) Ignored(name string) []map[string]any {
	rules := make([]map[string]any, len(r.Rules))
	for i, rule := range r.Rules {
		rules[i] = map[string]any{}
		for key, value := range rule {
			if value == Name {
				value = name
			}
			rules[i][key] = value
		}
	}
	return rules
}

// Manifest is the stub in Git.
func (s Stub) Manifest(name string, annotations map[string]string) map[string]any {
	metadata := map[string]any{"name": name}
	notes := map[string]any{}
	for key, value := range annotations {
		notes[key] = value
	}
	if s == LocalConfig {
		notes["config.kubernetes.io/local-config"] = "true"
	}
	if len(notes) > 0 {
		metadata["annotations"] = notes
	}
	secret := map[string]any{"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque"}
	switch s {
	case Data, LocalConfig:
		secret["data"] = map[string]any{Token: base64.StdEncoding.EncodeToString([]byte(Placeholder))}
	case StringData:
		secret["stringData"] = map[string]any{Token: Placeholder}
	}
	return secret
}

// Read returns what the data of a live Secret hold, of which a person set token and extra.
func Read(data map[string]string, token, extra string) State {
	read := func(key, live string) Value {
		value, ok := data[key]
		switch {
		case !ok:
			return Gone
		case value == live:
			return Live
		case value == Placeholder:
			return Stubbed
		}
		return Other
	}
	return State{read(Token, token), read(Extra, extra)}
}
