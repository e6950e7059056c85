// SPDX-License-Identifier: Apache-2.0

package conformance

// Clauses that the run as a whole depends on.
const (
	acceptsYAML     = "reads-yaml"
	containerStarts = "container"
)

// clause is a Clause with what judges it: judge one list, or once the function whatever the lists.
type clause struct {
	Clause
	judge func(*subject) finding
	once  func(*runner) finding
}

// clauses in the order in which they are reported.
var clauses = []clause{
	per(acceptsYAML, Must, Specification, "reads a ResourceList in YAML from stdin and writes one to stdout", readsYAML),
	per("reads-json", Must, Specification, "reads the same list in JSON, and makes the same of it", readsJSON),
	per("reads-versions", Must, Specification, "makes the same of a list of config.kubernetes.io/v1 and v1beta1", readsVersions),
	per("utf-8", Must, Specification, "reads and writes UTF-8", utf8Kept),
	per("function-config-optional", Must, Specification, "without a functionConfig works, or says what is missing", configOptional),
	per("stdout-reserved", Must, Specification, "writes nothing but the list to stdout", stdoutReserved),
	per("output-schema", Must, Specification, "writes a list that is valid by the schema, with items even where there are none", outputSchema),
	per("results-schema", Must, Specification, "writes results that are valid by the schema", resultsSchema),
	once("exit-status", Must, Specification, "does not exit 0 on what is no YAML", exitStatus),
	once("errors-on-stderr", Must, Specification, "says on stderr why it failed, where no result does", errorsOnStderr),
	per("internal-annotations", Must, Specification, "keeps the annotations internal.config.kubernetes.io/* that it does not know", internalAnnotations),
	per("path-annotations", Should, Specification, "leaves the path and the index of an existing resource", pathAnnotations),
	per("comments", Should, Specification, "keeps the comments of what it does not change", commentsKept),
	per("unknown-annotations", Should, Specification, "makes the same of items with annotations of orchestrators to come", annotationsChangeNothing),
	once(containerStarts, Must, Specification, "runs as a container and the user nobody, without network and new privileges", starts),

	per("error-result-fails", Must, Practice, "does not exit 0 with a result of severity error: both orchestrators would pass it", errorFails),
	per("results-on-stderr", Should, Practice, "says each result on stderr too: kustomize shows nothing else", resultsOnStderr),
	per("orchestrator-ids", Must, Practice, "keeps the ids by which kpt and kustomize know the items again", idsKept),
	per("no-duplicates", Must, Practice, "writes no resource twice", noDuplicates),
	per("package-paths", Must, Practice, "gives new resources a name, and only paths in the package", packagePaths),
	per("unknown-kind", Should, Practice, "keeps a resource of a kind that nobody knows, with its fields: what is missing is deleted", unknownKind),
	per("kptfile", Should, Practice, "keeps the Kptfile, which kpt sends among the items", kptfile),
	once("help", Should, Practice, "exits 0 with --help, which kpt fn doc shows", help),

	per("deterministic", Own, Fairlead, "makes the same of the same list", deterministic),
	per("idempotent", Own, Fairlead, "changes nothing in a second run over what it wrote", idempotent),
	per("order-kept", Own, Fairlead, "keeps the order of the items", orderKept),
	per("order-means-nothing", Own, Fairlead, "makes the same of the items in another order", orderMeansNothing),
	per("bytes-kept", Own, Fairlead, "keeps the bytes of an item that it does not change", bytesKept),
	per("strangers-mean-nothing", Own, Fairlead, "makes the same of a list with a resource of an unknown kind more", strangersMeanNothing),
	per("failed-as-it-came", Own, Fairlead, "leaves the items as they came where it fails", failedAsItCame),
	per("results-known-fields", Own, Fairlead, "writes results with the fields of the schema only", resultsKnownFields),
	once("refuses-other-input", Own, Fairlead, "refuses what is no ResourceList, in one line and with nothing on stdout", refusesOther),
}

func per(id string, level Level, source Source, title string, judge func(*subject) finding) clause {
	return clause{Clause: Clause{ID: id, Level: level, Source: source, Title: title}, judge: judge}
}

func once(id string, level Level, source Source, title string, judge func(*runner) finding) clause {
	return clause{Clause: Clause{ID: id, Level: level, Source: source, Title: title}, once: judge}
}
