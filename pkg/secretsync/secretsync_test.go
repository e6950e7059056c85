// SPDX-License-Identifier: Apache-2.0

package secretsync_test

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/secretsync"
)

const (
	live  = secretsync.Live
	stub  = secretsync.FromGit
	gone  = secretsync.Gone
	token = "token"
	extra = "extra"
)

// TestRows holds the model to what Argo CD 3.5.7 did: the rows that e2e/outofband runs on live objects. In Git stands token, unless
// the stub has no data; a person sets token and extra.
func TestRows(t *testing.T) {
	var (
		data       = secretsync.Stub{Data: secretsync.Map{Set: true, Keys: []string{token}}}
		stringData = secretsync.Stub{StringData: secretsync.Map{Set: true, Keys: []string{token}}}
		noData     = secretsync.Stub{}
		absent     = secretsync.Stub{Absent: true}
	)
	whole := []secretsync.Ignore{{Kind: "Secret", Pointers: []string{"/data"}}}
	both := []secretsync.Ignore{{Kind: "Secret", Pointers: []string{"/data", "/stringData"}}}
	managers := []secretsync.Ignore{{Kind: "Secret", Managers: []string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}}}
	for _, row := range []struct {
		id                    string
		stub                  secretsync.Stub
		ignore                []secretsync.Ignore
		options               string // Respect, Server-side, rePlace, Out-of-sync-only
		by                    secretsync.ByHand
		first                 bool
		second, third         secretsync.Value // of token
		secondExtra, thirdExt secretsync.Value
	}{
		{"b01", data, nil, "", secretsync.Apply, false, stub, stub, gone, gone},
		{"b02", data, whole, "", secretsync.Apply, false, stub, stub, gone, gone},
		{"b03", data, whole, "R", secretsync.Apply, false, live, live, live, live},
		{"b04", data, whole, "RS", secretsync.Apply, false, live, live, live, live},
		{"b05", data, whole, "S", secretsync.Apply, false, stub, stub, gone, gone},
		{"b06", data, []secretsync.Ignore{{Kind: "Secret", Queries: []string{".data"}}}, "R", secretsync.Apply, false, live, live, live, live},
		{"b07", data, []secretsync.Ignore{{Kind: "Secret", Queries: []string{".data.token"}}}, "R", secretsync.Apply, false, live, live, gone, gone},
		{"b08", data, managers, "R", secretsync.Apply, false, live, live, gone, gone},
		{"b09", data, managers, "RS", secretsync.Apply, false, live, stub, gone, gone},
		{"b10", data, []secretsync.Ignore{{Group: "v1", Kind: "Secret", Pointers: []string{"/data"}}}, "R", secretsync.Apply, false, stub, stub, gone, gone},
		{"b11", stringData, whole, "R", secretsync.Apply, false, stub, stub, live, live},
		{"b12", stringData, both, "R", secretsync.Apply, false, live, live, live, live},
		{"b13", stringData, both, "RS", secretsync.Apply, false, live, live, live, live},
		{"b14", noData, whole, "R", secretsync.Apply, false, live, live, live, live},
		{"b15", noData, nil, "", secretsync.Apply, false, gone, gone, gone, gone},
		{"b16", noData, nil, "S", secretsync.ServerSide, false, live, live, live, live},
		{"b17", absent, nil, "", secretsync.Apply, false, live, live, live, live},
		{"b18", data, whole, "R", secretsync.Apply, true, live, live, live, live},
		{"b19", data, []secretsync.Ignore{{Kind: "Secret", Name: "sec", Pointers: []string{"/data"}}}, "R", secretsync.Patch, false, live, live, live, live},
		{"b20", data, whole, "RP", secretsync.Apply, false, live, live, live, live},
		{"b21", data, whole, "RS", secretsync.ServerSide, true, live, live, live, live},
		{"b22", data, whole, "R", secretsync.ServerSide, false, live, live, live, live},
		{"b23", data, whole, "", secretsync.Patch, false, stub, stub, live, live},
		{"b24", data, whole, "O", secretsync.Patch, false, live, live, live, live},
		{"b25", noData, nil, "", secretsync.Patch, false, live, live, live, live},
		{"b26", stringData, whole, "RS", secretsync.Apply, false, stub, stub, live, live},
		{"b27", noData, whole, "", secretsync.Apply, false, gone, gone, gone, gone},
	} {
		t.Run(row.id, func(t *testing.T) {
			run := secretsync.Run{Sync: options(row.options), Stub: row.stub, ByHand: row.by, First: row.first, Keys: []string{token, extra}, Namespace: "app", Name: "sec"}
			run.Ignore, run.Restores = row.ignore, true
			if row.first {
				after := run.After(1)
				assert.Equal(t, [2]secretsync.Value{after.Value(token), after.Value(extra)}, [2]secretsync.Value{row.second, row.secondExtra}, "after the first sync")
			}
			second, third := run.After(2), run.After(3)
			assert.Equal(t, [2]secretsync.Value{second.Value(token), second.Value(extra)}, [2]secretsync.Value{row.second, row.secondExtra}, "after the second sync")
			assert.Equal(t, [2]secretsync.Value{third.Value(token), third.Value(extra)}, [2]secretsync.Value{row.third, row.thirdExt}, "after the third sync")
		})
	}
}

// TestServerSide holds the model to what Argo CD 3.5.7 did where somebody applies on the server: as e2e runs it on live objects.
func TestServerSide(t *testing.T) {
	var (
		null     = secretsync.Stub{Data: secretsync.Map{Set: true, Null: true}}
		data     = secretsync.Stub{Data: secretsync.Map{Set: true, Keys: []string{token}}}
		managers = []secretsync.Ignore{{Kind: "Secret", Managers: []string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}}}
	)
	for _, c := range []struct {
		what         string
		stub         secretsync.Stub
		ignore       []secretsync.Ignore
		options      string
		by           secretsync.ByHand
		first        bool
		token, extra secretsync.Value // after the third sync
	}{
		{"null is a map without keys, when Argo CD applies on the server", null, nil, "S", secretsync.Patch, true, live, live},
		{"of kubectl apply it takes over the keys", null, nil, "S", secretsync.Apply, true, gone, gone},
		{"otherwise null deletes the map", null, nil, "", secretsync.Patch, true, gone, gone},
		{"kubectl apply --server-side writes last-applied where it is there", secretsync.Stub{}, nil, "", secretsync.ServerSide, false, gone, gone},
		{"and not where it is not", secretsync.Stub{}, nil, "", secretsync.ServerSide, true, live, live},
		{"so the Secret is out of sync", data, []secretsync.Ignore{{Kind: "Secret", Pointers: []string{"/data"}}}, "O", secretsync.ServerSide, false, stub, gone},
		{"a value that is applied as it is stays owned by who set it", data, managers, "RS", secretsync.Patch, true, live, live},
		{"but for kubectl apply", data, managers, "RS", secretsync.Apply, true, stub, gone},
	} {
		run := secretsync.Run{Sync: options(c.options), Stub: c.stub, ByHand: c.by, First: c.first, Keys: []string{token, extra}, Namespace: "app", Name: "sec"}
		run.Ignore, run.Restores = c.ignore, true
		after := run.After(3)
		assert.Check(t, after.Value(token) == c.token && after.Value(extra) == c.extra, "%s: token %s, extra %s", c.what, after.Value(token), after.Value(extra))
	}
}

func options(letters string) secretsync.Sync {
	var s secretsync.Sync
	for _, letter := range letters {
		switch letter {
		case 'R':
			s.Respect = true
		case 'S':
			s.ServerSide = true
		case 'P':
			s.Replace = true
		case 'O':
			s.OutOfSyncOnly = true
		}
	}
	return s
}

// TestShapes holds the model to the matrix of shapes and rules, before and after Argo CD restores what rules do not name: kept;
// applied, which means lost where kubectl apply made the Secret; and lost.
func TestShapes(t *testing.T) {
	const kept, applied, lost = "kept", "applied", "lost"
	keys := []string{"k1", "k2"}
	pointers := [][]string{nil, {"/data"}, {"/data/k1", "/data/k2"}, {"/data", "/stringData"}}
	want := map[string][4][2]string{ // by shape and rule: before, after
		"no data":              {{applied, applied}, {kept, kept}, {kept, applied}, {kept, kept}},
		"data: {}":             {{applied, applied}, {kept, kept}, {kept, kept}, {kept, kept}},
		"data: null":           {{lost, lost}, {kept, kept}, {kept, lost}, {kept, kept}},
		"data with keys":       {{lost, lost}, {kept, kept}, {kept, kept}, {kept, kept}},
		"stringData with keys": {{lost, lost}, {lost, lost}, {lost, lost}, {kept, kept}},
		"stringData: {}":       {{applied, applied}, {kept, kept}, {kept, applied}, {kept, kept}},
	}
	stubs := secretsync.Stubs(keys...)
	assert.Equal(t, len(stubs), len(want))
	for _, shape := range stubs {
		for i, rule := range pointers {
			for restores := range 2 {
				name := fmt.Sprintf("%s, %v, %d", shape, rule, restores)
				losses := map[secretsync.ByHand]bool{}
				for _, by := range []secretsync.ByHand{secretsync.Apply, secretsync.Patch, secretsync.ServerSide} {
					for _, first := range []bool{true, false} {
						run := secretsync.Run{Stub: shape, ByHand: by, First: first, Keys: keys}
						run.Restores = restores == 1
						if rule != nil {
							run.Respect, run.Ignore = true, []secretsync.Ignore{{Kind: "Secret", Pointers: rule}}
						}
						for _, syncs := range []int{2, 3, 4} {
							state := run.After(syncs)
							losses[by] = losses[by] || state.Value("k1") != live || state.Value("k2") != live
						}
					}
				}
				got := kept
				switch {
				case losses[secretsync.Apply] && losses[secretsync.Patch]:
					got = lost
				case losses[secretsync.Apply]:
					got = applied
				case losses[secretsync.Patch] || losses[secretsync.ServerSide]:
					got = "something else"
				}
				assert.Check(t, got == want[shape.String()][i][restores], "%s: %s", name, got)
			}
		}
	}
}

// TestOneRuleForAll shows the promise: /data and /stringData together, respected, keep every value, whatever the manifest holds,
// whoever made the Secret and however it is applied; and nothing less does.
func TestOneRuleForAll(t *testing.T) {
	stubs := secretsync.Stubs("API_TOKEN")
	for _, ssa := range []bool{false, true} {
		for _, replace := range []bool{false, true} {
			for _, restores := range []bool{false, true} {
				s := secretsync.Sync{Respect: true, ServerSide: ssa, Replace: replace, Restores: restores}
				survives := func(rules ...secretsync.Ignore) bool {
					s.Ignore = rules
					loss, unclear := s.Survives(stubs, "app", "sec", []string{"API_TOKEN"})
					assert.Assert(t, !unclear)
					return loss == nil
				}
				assert.Check(t, survives(secretsync.Ignore{Kind: "Secret", Name: "sec", Namespace: "app", Pointers: []string{"/data", "/stringData"}}), "%+v", s)
				assert.Check(t, survives(secretsync.Ignore{Group: "*", Kind: "*", Queries: []string{".data, .stringData"}}))
				assert.Check(t, survives(secretsync.Ignore{Kind: "Secret", Pointers: []string{"/data"}}, secretsync.Ignore{Kind: "Secret", Pointers: []string{"/stringData"}}))
				for _, less := range []secretsync.Ignore{
					{Kind: "Secret", Pointers: []string{"/data"}}, {Kind: "Secret", Pointers: []string{"/stringData"}},
					{Kind: "Secret", Name: "other", Pointers: []string{"/data", "/stringData"}}, {Kind: "Secret", Namespace: "other", Pointers: []string{"/data", "/stringData"}},
					{Group: "v1", Kind: "Secret", Pointers: []string{"/data", "/stringData"}}, {Kind: "secret", Pointers: []string{"/data", "/stringData"}},
					{Kind: "Secret", Pointers: []string{"data", "stringData"}}, {Kind: "Secret", Pointers: []string{"/data/API_TOKEN", "/stringData/API_TOKEN"}},
					{Kind: "Secret", Managers: []string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}},
				} {
					assert.Check(t, !survives(less), "%+v", less)
				}
				s.Respect = false
				assert.Check(t, !survives(secretsync.Ignore{Kind: "Secret", Pointers: []string{"/data", "/stringData"}}))
			}
		}
	}
}

// TestQueries holds which expressions of jq are read, and that no other one counts as keeping or losing anything for sure.
func TestQueries(t *testing.T) {
	for query, want := range map[string]string{
		".data, .stringData":                  "kept",
		`."data", .stringData?`:               "unclear", // a comma beside quotes
		".data":                               "lost",
		`.["data"]`:                           "lost",
		".data.token":                         "lost",
		`.data["tls.crt"]`:                    "lost",
		".data[]":                             "unclear",
		".data | to_entries":                  "unclear",
		"(.data, .stringData)":                "unclear",
		".metadata.annotations":               "lost",
		"select(.type == \"Opaque\") | .data": "unclear",
	} {
		s := secretsync.Sync{Respect: true, Restores: true, Ignore: []secretsync.Ignore{{Kind: "Secret", Queries: []string{query}}}}
		loss, unclear := s.Survives(secretsync.Stubs(token), "app", "sec", nil)
		got := "kept"
		switch {
		case unclear:
			got = "unclear"
		case loss != nil:
			got = "lost"
		}
		assert.Check(t, got == want, "%s: %s", query, got)
	}
}

func TestRemoved(t *testing.T) {
	for options, want := range map[string][2]bool{
		"": {true, true}, "Prune=false": {false, true}, "Prune=false,Delete=false": {false, false}, "Delete=false, Replace=true": {true, false}, "prune=false": {true, true},
	} {
		pruned, deleted := secretsync.Removed(options)
		assert.Check(t, [2]bool{pruned, deleted} == want, options)
	}
}
