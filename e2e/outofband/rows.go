// SPDX-License-Identifier: Apache-2.0

package outofband

const (
	respect       = "RespectIgnoreDifferences=true"
	ssa           = "ServerSideApply=true"
	replace       = "Replace=true"
	outOfSyncOnly = "ApplyOutOfSyncOnly=true"
)

var (
	kept        = State{Live, Live}
	overwritten = State{Stubbed, Gone} // and the key that Git does not know is pruned
	reset       = State{Stubbed, Live} // the key that Git knows is overwritten
	narrowed    = State{Live, Gone}    // only the key that Git knows is kept
	emptied     = State{Gone, Gone}
)

// pointers is the rule that ignores parts of every Secret.
func pointers(paths ...string) []map[string]any {
	return []map[string]any{{"kind": "Secret", "jsonPointers": paths}}
}

// managers is the rule that ignores what kubectl owns.
var managers = []map[string]any{{"kind": "Secret", "managedFieldsManagers": []string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}}}

// Rows are what Argo CD 3.5.7 does.
var Rows = []Row{
	{ID: "b01", Stub: Data, ByHand: Apply, Second: overwritten, Third: overwritten},
	// The usual advice, without RespectIgnoreDifferences: status alone.
	{ID: "b02", Stub: Data, Rules: pointers("/data"), ByHand: Apply, Second: overwritten, Third: overwritten},
	{ID: "b03", Stub: Data, Rules: pointers("/data"), Options: []string{respect}, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b04", Stub: Data, Rules: pointers("/data"), Options: []string{respect, ssa}, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b05", Stub: Data, Rules: pointers("/data"), Options: []string{ssa}, ByHand: Apply, Second: overwritten, Third: overwritten},
	{ID: "b06", Stub: Data, Rules: []map[string]any{{"kind": "Secret", "jqPathExpressions": []string{".data"}}}, Options: []string{respect}, ByHand: Apply, Second: kept, Third: kept},
	// Only the key that the rule names is safe.
	{ID: "b07", Stub: Data, Rules: []map[string]any{{"kind": "Secret", "jqPathExpressions": []string{".data.token"}}}, Options: []string{respect}, ByHand: Apply, Second: narrowed, Third: narrowed},
	{ID: "b08", Stub: Data, Rules: managers, Options: []string{respect}, ByHand: Apply, Second: narrowed, Third: narrowed},
	// The second sync takes over the ownership, so the third finds no such manager.
	{ID: "b09", Stub: Data, Rules: managers, Options: []string{respect, ssa}, ByHand: Apply, Second: narrowed, Third: overwritten},
	// The core group is "", never v1: the rule matches nothing.
	{ID: "b10", Stub: Data, Rules: []map[string]any{{"group": "v1", "kind": "Secret", "jsonPointers": []string{"/data"}}}, Options: []string{respect}, ByHand: Apply, Second: overwritten, Third: overwritten},
	// The stringData of Git is applied over the data that were kept.
	{ID: "b11", Stub: StringData, Rules: pointers("/data"), Options: []string{respect}, ByHand: Apply, Second: reset, Third: reset},
	{ID: "b12", Stub: StringData, Rules: pointers("/data", "/stringData"), Options: []string{respect}, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b13", Stub: StringData, Rules: pointers("/data", "/stringData"), Options: []string{respect, ssa}, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b14", Stub: NoData, Rules: pointers("/data"), Options: []string{respect}, ByHand: Apply, Second: kept, Third: kept},
	// kubectl apply wrote the data into last-applied, so a manifest without them deletes them.
	{ID: "b15", Stub: NoData, ByHand: Apply, Second: emptied, Third: emptied},
	{ID: "b16", Stub: NoData, Options: []string{ssa}, ByHand: ServerSide, Second: kept, Third: kept},
	{ID: "b17", Stub: LocalConfig, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b18", Stub: Data, Rules: pointers("/data"), Options: []string{respect}, ByHand: Apply, First: true, Second: kept, Third: kept},
	{ID: "b19", Stub: Data, Rules: []map[string]any{{"kind": "Secret", "name": Name, "jsonPointers": []string{"/data"}}}, Options: []string{respect}, ByHand: Patch, Second: kept, Third: kept},
	{ID: "b20", Stub: Data, Rules: pointers("/data"), Options: []string{respect, replace}, ByHand: Apply, Second: kept, Third: kept},
	{ID: "b21", Stub: Data, Rules: pointers("/data"), Options: []string{respect, ssa}, ByHand: ServerSide, First: true, Second: kept, Third: kept},
	{ID: "b22", Stub: Data, Rules: pointers("/data"), Options: []string{respect}, ByHand: ServerSide, Second: kept, Third: kept},
	// Synced is what the status says all the time.
	{ID: "b23", Stub: Data, Rules: pointers("/data"), ByHand: Patch, Second: reset, Third: reset},
	// Kept by luck: the Secret was in no sync.
	{ID: "b24", Stub: Data, Rules: pointers("/data"), Options: []string{outOfSyncOnly}, ByHand: Patch, Second: kept, Third: kept},
	{ID: "b25", Stub: NoData, ByHand: Patch, Second: kept, Third: kept},
	{ID: "b26", Stub: StringData, Rules: pointers("/data"), Options: []string{respect, ssa}, ByHand: Apply, Second: reset, Third: reset},
	{ID: "b27", Stub: NoData, Rules: pointers("/data"), ByHand: Apply, Second: emptied, Third: emptied},
}
