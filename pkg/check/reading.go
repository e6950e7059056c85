// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Ids of what is found before, or beside, the rules.
const (
	RuleUnknownRule = "unknown-rule"
	RuleNotRead     = "not-read"
	ruleNotProved   = "not-proved"
)

const specification = "https://yaml.org/spec/1.2.2/"

// readings document what is found while files, configuration and versions are read. They have no Check.
var readings = []*rule.Rule{
	{
		ID: krm.RuleNotYAML, Severity: krm.Error, Title: "A file must be YAML",
		Doc: `The parser cannot read this document, or its aliases never end. kpt, kustomize and Argo CD fail on it as well, each in words of its
own. The other documents are checked all the same. It is a warning where nothing says that the document was meant to be
a resource. Files with actions of a template, such as those of a Helm chart, are passed over.`,
		Upstream: []string{specification},
	},
	{
		ID: krm.RuleNotUTF8, Severity: krm.Error, Title: "A file must be UTF-8",
		Doc:      `kpt, kustomize and Argo CD read UTF-8 only. Convert the file.`,
		Upstream: []string{specification + "#52-character-encodings"},
	},
	{
		ID: RuleNotRead, Severity: krm.Error, Title: "A file must be readable",
		Doc: `The file, or the folder, could not be opened, so nothing is known about it, and nothing in it was checked. For a link that leads nowhere or out of the folder this
is advice only.`,
	},
	{
		ID: ruleVersionAssumed, Severity: krm.Info, Title: "The target versions should be known",
		Doc: `Which fields and options are read depends on the version of Argo CD and of Image Updater. Where neither the function's configuration
nor a Platform names it, one is assumed. Name the one that runs.`,
		Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/overview/"},
	},
	{
		ID: ruleVersionNewer, Severity: krm.Warning, Title: "The target versions should be known to Fairlead",
		Doc: `This version is newer than this Fairlead, which checks against the newest that it knows.`,
	},
	{
		ID: rule.ExceptionID, Severity: krm.Error, Title: "An exception must name a rule and a reason, and must not have ended",
		Doc: `An annotation ` + "`" + rule.ExceptionPrefix + "<rule>`" + ` excepts a resource from a rule. Its value is the reason; a date behind the word ` +
			"`until`" + ` at its end is the last day on which the exception holds.`,
	},
	{
		ID: ruleNotProved, Severity: krm.Info, Title: "What is claimed of a Project should be provable from what is in the package",
		Doc: `Some claims hold over everything that could happen: what the pipeline of a Project may do, what a sync can do to its Secrets. What they
follow from may lie elsewhere, such as argocd-rbac-cm. This says for each Project what is left open and why, where ` + "`spec.explainProof`" + ` of a
ValidateDelivery asks for it: most packages leave the same things open at every run. ` + "`fairlead validate --explain-proof`" + ` shows what is
proved as well, and from which lines.`,
	},
	{
		ID: RuleUnknownRule, Severity: krm.Error, Title: "A configuration must name rules that there are",
		Doc: `The severity of a rule that there is not changes nothing. ` + "`fairlead rule`" + ` lists all.`,
	},
}

// Documented returns everything that can be found and has a page: the rules, then what is found while reading.
func Documented() []*rule.Rule { return append(Rules(), readings...) }

// All returns Documented and what the command images finds in registries, which no function does.
func All() []*rule.Rule { return append(Documented(), images.Rules...) }

// isReading reports whether an id is one of what is found while reading.
func isReading(id string) bool {
	for _, r := range readings {
		if r.ID == id {
			return true
		}
	}
	return false
}

func annotatedForUpdater(metadata *yaml.Node) bool {
	annotations := krm.Lookup(metadata, "annotations")
	if annotations == nil || annotations.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i < len(annotations.Content); i += 2 {
		if strings.HasPrefix(annotations.Content[i].Value, imageupdater.Prefix+"/") {
			return true
		}
	}
	return false
}
