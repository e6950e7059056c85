// SPDX-License-Identifier: Apache-2.0

package main

// source is a module that holds CRDs, for one minor version. One patch stands for its minor: which one does not matter,
// patches add no fields.
type source struct {
	minor, module, version string
	// sum is that of go.sum: what is read is what was reviewed.
	sum string
}

const (
	argocdV2 = "github.com/argoproj/argo-cd/v2"
	argocdV3 = "github.com/argoproj/argo-cd/v3"
	updater  = "github.com/argoproj-labs/argocd-image-updater"
)

// argocd is one patch of each supported minor that the module proxy has.
var argocd = []source{
	{"v2.10", argocdV2, "v2.10.5", "h1:2YSZPjNY3KyE1kme2U54uAAicEn/4zyQ3aAkqkyW8UA="},
	{"v2.11", argocdV2, "v2.11.7", "h1:wrtH0LuCzIj88P2CFdxSC+EDI8h5lGgRqtmpfA4btE8="},
	{"v2.12", argocdV2, "v2.12.6", "h1:5EEdZbsyK1trxcm4AcCt5WNgGOAmXMdZSjEfe35IV7U="},
	{"v2.13", argocdV2, "v2.13.9", "h1:Mzs4FA1EeFhI/xoTFqSA80JP9/IwI+B4I1Kr0pTcLlA="},
	{"v2.14", argocdV2, "v2.14.21", "h1:Ux50vfMUITW+Y+6GAYgQlZbr6WHE5ogiLg9OxxvP9EA="},
	{"v3.0", argocdV3, "v3.0.23", "h1:rYOpj03ALBnOISJG/q84mC9JuDm7m0GO3W4I3Hmu8D8="},
	{"v3.1", argocdV3, "v3.1.16", "h1:ufzj0c7CWKoMW03lOV8F6jwIW6YDPPZWI4PTHxz8Qq0="},
	{"v3.2", argocdV3, "v3.2.12", "h1:XbOyqcoPIjMhiP+y05Zi2U+HfG3b2TNfGJgVuK5Y8g0="},
	{"v3.3", argocdV3, "v3.3.19", "h1:jVmtyRAQo1zBMxIIx+MtI99q1FA53IMtF+yRc78XvoY="},
	{"v3.4", argocdV3, "v3.4.13", "h1:kmnF4nE5SQ83OhtdX6DMmLSpH0eRIa1gNYdCLNHqB+A="},
	{"v3.5", argocdV3, "v3.5.7", "h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0="},
	{"v3.6", argocdV3, "v3.6.1", "h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g="},
}

// imageUpdater is the one version that was to be had; older minors are derived from it, see older.go.
var imageUpdater = []source{{"v1.3", updater, "v1.3.0", "h1:MFqUKURoh14wV1ansPGFnzLIvUGhzWOMU8L2x96041U="}}

// kind is a kind with the place of its CRD in the module.
type kind struct {
	name, file string
	sources    []source
}

var kinds = []kind{
	{"Application", "manifests/crds/application-crd.yaml", argocd},
	{"AppProject", "manifests/crds/appproject-crd.yaml", argocd},
	{"ApplicationSet", "manifests/crds/applicationset-crd.yaml", argocd},
	{"ImageUpdater", "config/crd/bases/argocd-image-updater.argoproj.io_imageupdaters.yaml", imageUpdater},
}
