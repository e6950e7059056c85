// SPDX-License-Identifier: Apache-2.0

package argocd

// The sync options of an Application that Fairlead sets itself.
const (
	SyncOptionCreateNamespace          = "CreateNamespace=true"
	SyncOptionRespectIgnoreDifferences = "RespectIgnoreDifferences=true"
)

// SyncOptionSkipDryRunOnMissingResource lets, in the annotation of a resource, a sync begin before its CRD is there.
const SyncOptionSkipDryRunOnMissingResource = "SkipDryRunOnMissingResource=true"

// syncOption is one option, a name and a value that Argo CD compares as one string, capitals and all.
type syncOption struct {
	name  string
	level level
	// values are what may follow '='. An option without values stands alone.
	values []string
	// since is the first minor that reads it, the zero release meaning every supported one. Values that came later than
	// their option have an entry of their own.
	since release
}

// level says where an option is read.
type level int

const (
	onApplication level = 1 << iota // spec.syncPolicy.syncOptions
	onResource                      // the annotation sync-options
	inComparison                    // the annotation compare-options
)

var (
	boolean     = []string{"true", "false"}
	propagation = []string{"foreground", "background", "orphan"}
	confirm     = []string{"confirm"}
)

// syncOptions is every option of v2.10 to v3.6. The values that only repeat a default (CreateNamespace=false) are in it,
// because Argo CD's own command line writes them.
var syncOptions = [...]syncOption{
	{name: "Validate", level: onApplication | onResource, values: boolean},
	{name: "SkipDryRunOnMissingResource", level: onResource, values: boolean},
	{name: "SkipDryRunOnMissingResource", level: onApplication, values: boolean, since: release{3, 1}},
	{name: "ApplyOutOfSyncOnly", level: onApplication, values: boolean},
	{name: "PrunePropagationPolicy", level: onApplication, values: propagation},
	{name: "PruneLast", level: onApplication | onResource, values: boolean},
	{name: "Replace", level: onApplication | onResource, values: boolean},
	{name: "ServerSideApply", level: onApplication | onResource, values: boolean},
	{name: "ClientSideApplyMigration", level: onApplication, values: boolean, since: release{3, 1}},
	{name: "FailOnSharedResource", level: onApplication, values: boolean},
	{name: "RespectIgnoreDifferences", level: onApplication, values: boolean},
	{name: "CreateNamespace", level: onApplication, values: boolean},
	{name: "Prune", level: onApplication, values: boolean, since: release{3, 4}},
	{name: "Prune", level: onApplication, values: confirm, since: release{3, 4}},
	{name: "Delete", level: onApplication, values: boolean, since: release{3, 4}},
	{name: "Delete", level: onApplication, values: confirm, since: release{3, 4}},
	{name: "Prune", level: onResource, values: boolean},
	{name: "Prune", level: onResource, values: confirm, since: release{2, 14}},
	{name: "Delete", level: onResource, values: boolean},
	{name: "Delete", level: onResource, values: confirm, since: release{2, 14}},
	{name: "Force", level: onResource, values: boolean},
	{name: "IgnoreExtraneous", level: inComparison},
	{name: "ServerSideDiff", level: inComparison, values: boolean},
	{name: "IncludeMutationWebhook", level: inComparison, values: boolean},
}

// spelled returns the whole option for each of its values.
func (o syncOption) spelled() []string {
	if len(o.values) == 0 {
		return []string{o.name}
	}
	all := make([]string, len(o.values))
	for i, value := range o.values {
		all[i] = o.name + "=" + value
	}
	return all
}
