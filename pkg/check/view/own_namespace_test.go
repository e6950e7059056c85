// SPDX-License-Identifier: Apache-2.0

package view_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestMisplacedProject holds from what Argo CD's own namespace is known, and which AppProjects are not judged.
func TestMisplacedProject(t *testing.T) {
	project := func(ns string) string {
		return "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: p, namespace: " + ns + "}\n"
	}
	app := func(ns string) string {
		return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: " + ns + "}\n"
	}
	settings := func(name, ns string) string {
		return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", namespace: " + ns + "}\n"
	}
	const platform = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: p}\nspec: {argocd: {namespace: cd}}\n"
	for _, test := range []struct {
		name string
		docs []string
		want string
	}{
		{"argocd-cm", []string{project("default"), settings("argocd-cm", "cd")}, "cd"},
		{"argocd-rbac-cm", []string{project("default"), settings("argocd-rbac-cm", "cd")}, "cd"},
		{"Platform", []string{project("default"), platform}, "cd"},
		{"Applications in argocd", []string{project("default"), app("argocd"), app("teams")}, "argocd"},
		{"Applications elsewhere", []string{project("argocd"), app("teams")}, ""},
		{"right", []string{project("cd"), settings("argocd-cm", "cd")}, ""},
		{"no namespace", []string{project("''"), settings("argocd-cm", "cd")}, ""},
		{"a template", []string{project("'{{ x }}'"), settings("argocd-cm", "cd")}, ""},
		{"two of Argo CD", []string{project("default"), settings("argocd-cm", "a"), settings("argocd-cm", "b")}, ""},
		{"Applications beside it", []string{project("team"), app("team"), app("argocd"), settings("argocd-cm", "argocd")}, ""},
		{"kustomize sets it", []string{project("default"), app("argocd"), "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: argocd\n"}, ""},
		{"another Argo CD by its name", []string{project("argocd-team"), settings("argocd-cm", "cd")}, ""},
		{"nobody says it", []string{project("default")}, ""},
	} {
		var docs []krm.Document
		for i, text := range test.docs {
			docs = append(docs, krm.Document{Path: "a.yaml", Index: i, Line: 1, Text: []byte(text)})
		}
		list, err := krm.FromDocuments(docs)
		assert.NilError(t, err, test.name)
		c := rule.NewContext(list)
		assert.Equal(t, view.MisplacedProject(c, c.Of(argocd.Group, argocd.KindAppProject)[0]), test.want, test.name)
	}
}
