// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// versions decides the target versions: an option, else the configuration, else the Platform, else
// what a resource installs, else assumed.
type versions struct {
	options Options
	config  v1alpha1.ValidationSpec
	item    *krm.Item // the configuration
	model   *v1alpha1.Model
	list    *krm.ResourceList
	results []krm.Result
}

const (
	ruleVersionAssumed = "version-assumed"
	ruleVersionNewer   = "version-newer-than-known"
)

// resolve sets the versions of a context. It returns what there is to say about them and about the Projects and the
// Platform, in which problems stand that Load found.
func (v *versions) resolve(c *rule.Context, problems []krm.Result) []krm.Result {
	assumed := map[string]bool{}
	for _, p := range problems {
		if p.Rule != ruleVersionAssumed {
			v.results = append(v.results, p)
			continue
		}
		for _, field := range []string{"argocd", "imageUpdater"} {
			if strings.Contains(p.String(), "spec."+field+".version") && v.given(field) == "" {
				v.results = append(v.results, p)
				assumed[field] = true
			}
		}
	}
	c.ArgoCD, c.ImageUpdater = v.model.ArgoCD, v.model.ImageUpdater
	usesArgoCD, usesUpdater := dependsOn(v.list)
	if given := v.given("argocd"); given != "" {
		version, notice, err := argocd.Resolve(given)
		c.ArgoCD = version
		v.report("argocd", given, notice, err)
	} else if usesArgoCD && !assumed["argocd"] && !v.inPlatform("argocd") {
		_, notice, _ := argocd.Resolve("")
		v.assume("argocd", notice)
	}
	if given := v.given("imageUpdater"); given != "" {
		version, notice, err := imageupdater.Resolve(given)
		c.ImageUpdater = version
		v.report("imageUpdater", given, notice, err)
	} else if usesUpdater && !assumed["imageUpdater"] && !v.inPlatform("imageUpdater") {
		if all := shownUpdaters(v.list); len(all) > 0 {
			c.ImageUpdater = all[0].version
			v.show(all)
		} else {
			_, notice, _ := imageupdater.Resolve("")
			v.assume("imageUpdater", notice)
			c.ImageUpdaterAssumed = true
		}
	}
	return v.results
}

// given returns the version that goes before the Platform's, "" where there is none.
func (v *versions) given(field string) string {
	option, config := v.options.ArgoCD, v.config.ArgoCD
	if field == "imageUpdater" {
		option, config = v.options.ImageUpdater, v.config.ImageUpdater
	}
	if option != "" {
		return option
	}
	return config
}

func (v *versions) inPlatform(field string) bool {
	p := v.model.Platform.Item
	return p != nil && p.Lookup("spec", field, "version") != nil
}

// report says what Resolve had to say about a version that was given.
func (v *versions) report(field, given, notice string, err error) {
	severity, id, text := krm.Warning, ruleVersionNewer, notice
	if err != nil {
		severity, id, text = krm.Error, "invalid-value", err.Error()
	}
	if text == "" {
		return
	}
	path := "spec." + field
	at := v.item
	if v.options.ArgoCD != "" && field == "argocd" || v.options.ImageUpdater != "" && field == "imageUpdater" || at == nil {
		v.results = append(v.results, krm.Result{Message: text, Severity: severity, Rule: id})
		return
	}
	r := at.Result(severity, id, path, at.Lookup("spec", field), "%s", text)
	r.Field.CurrentValue = given
	v.results = append(v.results, r)
}

// assume says which version was taken where nobody names one.
func (v *versions) assume(field, notice string) {
	v.results = append(v.results, krm.Result{
		Message:  fmt.Sprintf("%s; a Platform says which one runs, in spec.%s.version", notice, field),
		Severity: krm.Info, Rule: ruleVersionAssumed,
	})
}

// dependsOn says which target versions something among the resources depends on.
func dependsOn(list *krm.ResourceList) (argoCD, imageUpdater bool) {
	for _, it := range list.Items {
		if it.Node() == nil || it.Removed() {
			continue
		}
		switch {
		case it.Is(v1alpha1.Group, v1alpha1.KindProject), it.Is(v1alpha1.Group, v1alpha1.KindPlatform):
			return true, true
		case it.Is(imageupdater.Prefix, imageupdater.Kind), it.Is("", "ConfigMap") && strings.HasPrefix(it.Name, "argocd-image-updater"):
			imageUpdater = true
		case it.Is("", "ConfigMap") && strings.HasPrefix(it.Name, "argocd-"), it.Is(argocd.Group, argocd.KindAppProject):
			argoCD = true
		case it.Is(argocd.Group, argocd.KindApplication), it.Is(argocd.Group, argocd.KindApplicationSet):
			argoCD = true
			imageUpdater = imageUpdater || annotatedForUpdater(it.Lookup("metadata")) || annotatedForUpdater(it.Lookup("spec", "template", "metadata"))
		}
	}
	return argoCD, imageUpdater
}
