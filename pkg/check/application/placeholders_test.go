// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// TestPlaceholders holds which placeholders the generators of an ApplicationSet are known not to give.
func TestPlaceholders(t *testing.T) {
	const (
		list     = "list: {elements: [{app: a, values: {env: x}, tls: {host: h}}, {app: b, port: '1'}]}"
		folders  = "git: {repoURL: x, directories: [{path: 'apps/*'}]}"
		prefixed = "git: {repoURL: x, pathParamPrefix: app, directories: [{path: 'apps/*'}], values: {owner: '{{path.basename}}'}}"
		files    = "git: {repoURL: x, files: [{path: 'apps/*.yaml'}]}"
		clusters = "clusters: {selector: {matchLabels: {a: b}}, values: {revision: main}}"
		pulls    = "pullRequest: {github: {owner: o, repo: r}}"
		repos    = "scmProvider: {github: {organization: o}}"
	)
	for _, test := range []struct {
		generators, placeholder string
		goTemplate, found       bool
	}{
		{list, "{{.app}}", true, false},
		{list, "{{.port}}", true, false}, // one element gives it
		{list, "{{ .values.env }}", true, false},
		{list, "{{.tls.host}}", true, false},
		{list, "{{.tls}}", true, false},
		{list, "{{.tls.name}}", true, true},
		{list, "{{.application}}", true, true},
		{list, "x-{{ .applications | lower }}", true, true},
		{list, `{{ .other | default "x" }}`, true, false},
		{list, `{{ index .other "x" }}`, true, false},
		{list, "{{ if .other }}{{ .other }}{{ end }}", true, false},
		{list, "{{- with .other }}{{ .name }}{{ end }}", true, false},
		{list, "{{app}}", false, false},
		{list, "{{ values.env }}", false, false},
		{list, "{{ application }}", false, true},
		{list, "{{ values.name }}", false, true},
		{"list: {elements: [{app: a}], elementsYaml: '{{ .x }}'}", "{{.other}}", true, false},
		{"list: {elements: []}", "{{.other}}", true, false},
		{folders, "{{.path.basename}}", true, false},
		{folders, "{{.path.path}}/{{index .path.segments 1}}", true, false},
		{folders, "{{.path.basenameNormalised}}", true, true},
		{folders, "{{.path.filename}}", true, true},
		{folders, "{{path}}-{{path.basename}}-{{path[1]}}", false, false},
		{folders, "{{path.filename}}", false, true},
		{prefixed, "{{.app.path.basename}}-{{.values.owner}}", true, false},
		{prefixed, "{{.path.basename}}", true, true},
		{files, "{{.anything.there}}", true, false},
		{clusters, "{{.name}}{{.nameNormalized}}{{.server}}{{.values.revision}}{{.metadata.labels.region}}", true, false},
		{clusters, "{{metadata.annotations.example.com/region}}", false, false},
		{clusters, "{{.cluster}}", true, true},
		{clusters, "{{.values.branch}}", true, true},
		{pulls, "{{.number}}-{{.branch_slug}}-{{.head_short_sha_7}}", true, false},
		{pulls, "{{.headSha}}", true, true},
		{repos, "{{.repository}}", true, false},
		{repos, "{{.repo}}", true, true},
		{"matrix: {generators: [{" + clusters + "}, {" + folders + "}]}", "{{.name}}-{{.path.basename}}", true, false},
		{"matrix: {generators: [{" + clusters + "}, {" + folders + "}]}", "{{.app}}", true, true},
		{"matrix: {generators: [{" + clusters + "}, {" + files + "}]}", "{{.app}}", true, false},
		{"merge: {mergeKeys: [server], generators: [{" + clusters + "}, {" + list + "}]}", "{{.app}}", true, false},
		{"plugin: {configMapRef: {name: x}}", "{{.app}}", true, false},
		{list + "}, {" + folders, "{{.path.basename}}", true, false}, // of several generators one gives it
		{list + ", template: {metadata: {}}", "{{.other}}", true, false},
		{list, "{{ .Values.other }}-{{.other}}", true, false}, // filled by Helm first
	} {
		text := fmt.Sprintf(head+"kind: ApplicationSet\nmetadata: {name: apps}\nspec:\n  goTemplate: %v\n  generators: [{%s}]\n  template:\n    metadata: {name: %q}\n    spec: {project: p}\n",
			test.goTemplate, test.generators, test.placeholder)
		found := false
		for _, r := range ruletest.Results(t, text, rule.Target{}, application.Rules) {
			if r.Rule == "template-placeholder-unknown" {
				found = true
				assert.Check(t, r.Line == 8 && strings.HasPrefix(r.Message, "no generator gives "), r.String())
			}
		}
		assert.Equal(t, found, test.found, "%s: %s", test.generators, test.placeholder)
	}
}
