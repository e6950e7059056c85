// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strconv"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// versions resolves the target versions, since all other checks depend on them.
func (c *check) versions(p *Platform) {
	var notice string
	var err error
	c.model.ArgoCD, notice, err = argocd.Resolve(p.Spec.ArgoCD.Version)
	c.version("spec.argocd.version", p.Spec.ArgoCD.Version, notice, err)
	c.model.ImageUpdater, notice, err = imageupdater.Resolve(p.Spec.ImageUpdater.Version)
	c.version("spec.imageUpdater.version", p.Spec.ImageUpdater.Version, notice, err)
}

// version reports what Resolve had to say about a version.
func (c *check) version(path, given, notice string, err error) {
	switch {
	case err != nil:
		c.invalid(path, given, err)
	case notice == "":
	case given != "":
		c.report(krm.Warning, "version-newer-than-known", path, "%s", notice).Field.CurrentValue = given
	case c.item == nil:
		c.results = append(c.results, krm.Result{
			Severity: krm.Info, Rule: "version-assumed",
			Message: notice + "; a Platform says which one runs, in " + path,
		})
	default:
		n, given := nodeAt(c.item.Node(), path)
		if given {
			return // refused by the decoder
		}
		c.results = append(c.results, c.item.Result(krm.Info, "version-assumed", path, n, "%s", notice))
	}
}

// platform checks a Platform.
func (c *check) platform(p *Platform) {
	a := &p.Spec.ArgoCD
	c.label("spec.argocd.namespace", a.Namespace)
	c.url("spec.argocd.url", a.URL, false, "https")
	c.text(a.Account, argocd.CheckAccountName, "spec.argocd.account")
	if a.RequireOverrideForRevisionSync && !c.model.ArgoCD.Reads(argocd.ConfigMap, argocd.RequireOverrideForRevisionSync) {
		c.report(krm.Error, "field-unknown-to-version", "spec.argocd.requireOverrideForRevisionSync",
			"must be false: Argo CD %s does not read it, v3.3 is the first that does", c.model.ArgoCD).Field.ProposedValue = false
	}
	u := &p.Spec.ImageUpdater
	if u.Settings == SettingsResource && !c.model.ImageUpdater.Resource() {
		r := c.invalid("spec.imageUpdater.settings", u.Settings,
			fmt.Errorf("%q must be %q: Image Updater %s knows no resource for its settings, v1.1 is the first that does", u.Settings, SettingsAnnotations, c.model.ImageUpdater))
		r.Field.ProposedValue = SettingsAnnotations
	}
	if u.Install && u.Version != "" {
		if _, _, err := imageupdater.Resolve(u.Version); err == nil { // else refused already
			c.text(u.Version, checkRelease, "spec.imageUpdater.version")
		}
	}
	for i := range u.Registries {
		c.registry(i, u.Registries)
	}
	c.url("spec.cluster.server", p.Spec.Cluster.Server, true, "https")
	c.texts("spec.cluster.platforms", p.Spec.Cluster.Platforms, imageupdater.CheckPlatform)
	if pkg := p.Spec.Package; pkg != nil {
		c.repository("spec.package.repository", pkg.Repository)
		c.text(pkg.Revision, argocd.CheckRevision, "spec.package.revision")
		c.text(pkg.Path, argocd.CheckPath, "spec.package.path")
	}
}

func (c *check) registry(i int, registries []Registry) {
	r := &registries[i]
	path := "spec.imageUpdater.registries[" + strconv.Itoa(i) + "]"
	c.text(r.Prefix, checkRegistryHost, "spec.imageUpdater.registries[%d].prefix", i)
	for j := range i {
		if r.Prefix != "" && registries[j].Prefix == r.Prefix {
			c.report(krm.Error, "duplicate-registry", path+".prefix", "%q must not be the prefix of registries[%d] too", r.Prefix, j)
			break
		}
	}
	c.url(path+".apiURL", r.APIURL, true, "https", "http")
	if r.Credentials != "" {
		// The namespace rule of v1.3 is about the pull secret of an image.
		if err := imageupdater.CheckPullSecret(r.Credentials, c.model.ImageUpdater, ""); err != nil {
			c.invalidQuiet(path+".credentials", r.Credentials, err)
		}
	}
	c.text(r.CredsExpire, checkDuration, "spec.imageUpdater.registries[%d].credsExpire", i)
}

// url checks a URL. What is refused is shown only where it cannot hold a password.
func (c *check) url(path, value string, whole bool, schemes ...string) {
	if value == "" {
		return
	}
	if err := checkURL(value, whole, schemes...); err != nil {
		c.invalid(path, value, err)
	}
}

// checkRelease checks the version of an updater that is to be installed.
func checkRelease(version string) error {
	if _, err := imageupdater.ReleaseTag(version); err != nil {
		return fmt.Errorf("%w, because spec.imageUpdater.install takes the tag of that release", err)
	}
	return nil
}

// checkRegistryHost checks the prefix of a registry by the grammar of image names.
func checkRegistryHost(prefix string) error {
	name := prefix + "/image"
	if err := imageupdater.CheckImageName(name); err != nil || defaultAlias(prefix) != prefix {
		return fmt.Errorf("%q must be the host of a registry, such as \"ghcr.io\": no scheme, no path, lower case", prefix)
	}
	return nil
}

func checkDuration(s string) error {
	if d, err := time.ParseDuration(s); err != nil || d <= 0 {
		return fmt.Errorf("%q must be a duration such as \"10h\" or \"30m\"", s)
	}
	return nil
}
