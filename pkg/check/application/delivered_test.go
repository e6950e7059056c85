// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// TestDeliveredKinds holds that an Application is told of the first resource beside it whose kind is not permitted, never of
// itself, however many of a kind lie there.
func TestDeliveredKinds(t *testing.T) {
	app := func(name string) string {
		return head + "kind: Application\nmetadata: {name: " + name + ", namespace: n}\n" +
			"spec: {project: p, source: {repoURL: 'https://a/b/c', path: ., targetRevision: v1}, destination: {server: 'https://x', namespace: n}}\n---\n"
	}
	job := func(name string) string {
		return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: " + name + ", namespace: n}\n---\n"
	}
	project := func(black string) string {
		return head + "kind: AppProject\nmetadata: {name: p, namespace: argocd}\n" +
			"spec: {sourceRepos: ['https://a/b/c'], destinations: [{server: 'https://x', namespace: n}], namespaceResourceBlacklist: [" + black + "]}\n"
	}
	both := "{group: argoproj.io, kind: Application}, {group: batch, kind: Job}"
	for _, test := range []struct{ text, want string }{
		{app("a") + app("b") + app("c") + job("x") + project(both), "b a a"},
		{app("a") + job("x") + job("y") + app("b") + app("c") + project(both), "x a a"},
		{job("x") + app("a") + app("b") + job("y") + project(both), "x x"},
		{job("x") + app("a") + project("{group: argoproj.io, kind: Application}"), ""},
	} {
		var found []string
		for _, r := range ruletest.Results(t, test.text, rule.Target{}, application.Rules) {
			if r.Rule != "kind-not-permitted" {
				continue // the Applications are copies of each other, in a namespace that the AppProject does not name
			}
			_, behind, _ := strings.Cut(r.Message, " does not permit ")
			found = append(found, strings.Split(behind, `"`)[1])
		}
		assert.Equal(t, strings.Join(found, " "), test.want)
	}
}
