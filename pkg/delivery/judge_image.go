// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// rendered is the version in whose words the package is rendered: that of the Platform.
func (j *judgement) rendered() imageupdater.Version {
	if v, _, err := imageupdater.Resolve(j.Platform.Spec.ImageUpdater.Version); err == nil {
		return v
	}
	return j.ImageUpdater
}

// followed says where Image Updater passes the whole Application over.
func (j *judgement) followed(app *App) {
	if app.Sources > 1 && !j.ImageUpdater.AtLeast(0, 13) {
		j.say("annotations-ignored", Filter, Wrong, "give the Application one source", "the Application has %d sources, and Image Updater %s passes such over", app.Sources, j.ImageUpdater)
	}
	types := slices.DeleteFunc(slices.Clone(app.SourceTypes), func(t string) bool { return t == "Kustomize" || t == "Helm" })
	switch {
	case len(app.SourceTypes) == 0:
		j.say("annotations-ignored", Filter, Warning, "", "Argo CD has not found out yet what the source is: Image Updater passes the Application over until it has")
	case len(types) == len(app.SourceTypes):
		j.say("annotations-ignored", Filter, Wrong, "put a kustomization.yaml into "+j.Project.Spec.Path,
			"the source is %s: Image Updater looks at Kustomize and Helm alone, and passes the Application over without a word", strings.Join(types, ", "))
	}
	resource := j.Platform.Spec.ImageUpdater.Settings == v1alpha1.SettingsResource
	if !resource && !j.settingsLive(app) {
		j.say("annotations-missing", Filter, Wrong, "render, commit and push the package; look at the root Application", "the live Application has no annotation image-list: Image Updater does not look at it")
		return
	}
	if j.ImageUpdater.Resource() {
		j.followedByResource(app, resource)
	}
}

// followedByResource says where no ImageUpdater resource makes the updater look at an Application: from 1.x on it reads
// annotations only where one says so.
func (j *judgement) followedByResource(app *App, settings bool) {
	if why := j.Live.UpdatersUnknown; why != "" {
		j.say("updater-not-known", Filter, Unknown, "", "whether an ImageUpdater names the Application is not known: %s", why)
		return
	}
	for _, it := range j.Live.Updaters {
		for _, ref := range view.Entries(it.Lookup("spec", "applicationRefs")) {
			if it.Namespace != app.Namespace || !names(ref, app) {
				continue
			}
			reads := isTrue(krm.Lookup(ref, "useAnnotations"))
			if reads != settings {
				j.resourceSettings(it, ref, settings)
				return
			}
			j.say("annotations-ignored", Filter, Wrong, "render, commit and push the package", "the ImageUpdater %s names the Application with useAnnotations %t, and the settings are rendered the other way", it.Name, reads)
			return
		}
	}
	words := "with useAnnotations: true"
	if settings {
		words = "with its settings"
	}
	j.say("annotations-ignored", Filter, Wrong, "render, commit and push the package: it holds an ImageUpdater from v1.1 on",
		"Image Updater %s looks only at Applications that an ImageUpdater names %s, and none names this one", j.ImageUpdater, words)
}

// resourceSettings says where the live ImageUpdater allows other tags than the Project.
func (j *judgement) resourceSettings(it *krm.Item, ref *yaml.Node, settings bool) {
	if !settings {
		return
	}
	for _, im := range j.Project.Spec.Images {
		found := false
		for _, entry := range view.Entries(krm.Lookup(ref, "images")) {
			name := krm.Text(krm.Lookup(entry, "imageName"))
			if nameOf(name) != nameOf(im.Name) {
				continue
			}
			found = true
			if live := krm.Text(krm.Lookup(entry, "commonUpdateSettings", "allowTags")); live != im.AllowTags {
				j.say("settings-not-live", Filter, Wrong, "render, commit and push the package; look at the root Application", "the live ImageUpdater %s allows for image %s the tags %q, and should %q", it.Name, im.Name, live, im.AllowTags)
			}
		}
		if !found {
			j.say("settings-not-live", Filter, Wrong, "render, commit and push the package; look at the root Application", "the live ImageUpdater %s does not name image %s", it.Name, im.Name)
		}
	}
}

// names reports whether an entry of an ImageUpdater names an Application. Of label expressions it is taken that they do.
func names(ref *yaml.Node, app *App) bool {
	matched, err := path.Match(krm.Text(krm.Lookup(ref, "namePattern")), app.Name)
	if err != nil || !matched {
		return false
	}
	for key, value := range texts(krm.Lookup(ref, "labelSelectors", "matchLabels")) {
		if app.Labels[key] != value {
			return false
		}
	}
	return true
}

// liveImage says whether what Image Updater would take is what runs.
func (j *judgement) liveImage(im v1alpha1.Image, s ImageState) {
	app := j.Live.App
	if app == nil {
		return
	}
	if im.Pin != "" {
		j.say("pinned", Filter, Info, "", "image %s is pinned to %s: fairlead pin %s --image %s --clear lets it go on", im.Name, im.Pin, j.Project.Name, im.Alias)
	}
	switch {
	case len(s.Running) > 0:
	case im.ForceUpdate:
		j.say("image-not-live", Image, Info, "", "no Pod runs image %s at the moment; it is set all the same, since forceUpdate says so", im.Name)
	case len(app.Running) > 0:
		j.say("image-not-live", Image, Wrong, "run it, or set forceUpdate: true for what has no Pod most of the time", "no Pod runs image %s, so that Image Updater passes it over, at log level debug; what runs is %s", im.Name, some(app.Running))
	default:
		j.say("image-not-live", Image, Wrong, "run it, or set forceUpdate: true for what has no Pod most of the time", "no Pod of the Application runs, so that Image Updater passes image %s over, at log level debug", im.Name)
	}
	if s.Live != "" && len(s.Running) > 0 && !slices.Contains(s.Running, s.Live) {
		j.notRun(im, s)
	}
	j.behind(im, s)
}

// notRun says why no Pod runs the tag that was written. That what runs is another one is no proof: the Pod of a Job that is over
// stays for a while.
func (j *judgement) notRun(im v1alpha1.Image, s ImageState) {
	app, running := j.Live.App, strings.Join(s.Running, ", ")
	settled := app.Sync == "Synced" && app.Health == "Healthy"
	own, resists := j.Git.Resists[im.Name]
	const remedy = "use the full name of the image in the manifests, without newName, or give kustomizeName"
	switch {
	case resists:
		j.say("tag-without-effect", Image, Wrong, remedy, "tag %s of image %s is in the live Application, and what runs is %s: the kustomization sets it to %s again", s.Live, im.Name, running, own)
	case settled && j.Git.Why != "":
		j.say("tag-without-effect", Image, Warning, remedy, "tag %s of image %s is in the live Application, which is Synced and Healthy, and what runs is %s: its Pods are older, or the kustomization sets it again", s.Live, im.Name, running)
	case settled:
		j.say("rolling-out", Image, Info, "", "tag %s of image %s is deployed; the Pods that there are run %s: the next ones will run it", s.Live, im.Name, running)
	default:
		j.say("rolling-out", Image, Info, "", "tag %s of image %s is in the live Application; what runs is still %s", s.Live, im.Name, running)
	}
}

// behind says where another tag is deployed than the one that Image Updater would take. That a pin does not hold yet, and that a
// tag is none that is taken, is known without a registry.
func (j *judgement) behind(im v1alpha1.Image, s ImageState) {
	const remedy = "if it stays so, look at the log of Image Updater"
	deployed := s.deployed()
	tag, asked := j.Registry[im.Name]
	impossible := asked && tag.Unknown == "" && tag.Takes == "" // which is said of the registry
	if len(deployed) == 0 || impossible || j.reverted(im, s) != nil {
		return
	}
	current := strings.Join(deployed, ", ")
	allowed := imageupdater.ReadAllowTags(im.AllowTags)
	switch {
	case slices.ContainsFunc(deployed, isDigest):
		// Which tag it had nobody can tell.
	case im.Pin != "":
		if !slices.Contains(deployed, im.Pin) {
			j.say("image-behind", Image, Warning, remedy, "image %s is deployed as %s, and is pinned to %s: it waits for Image Updater, which looks every two minutes", im.Name, current, im.Pin)
		}
	case im.UpdateStrategy == imageupdater.Digest:
	case s.Newest != "":
		if s.Current() != "" && s.Current() != s.Newest {
			j.say("image-behind", Image, Warning, remedy, "image %s is deployed as %s, and Image Updater would take %s: it looks every two minutes", im.Name, current, s.Newest)
		}
	case !slices.ContainsFunc(deployed, func(tag string) bool { return allowed.Matches(tag) && !ignores(im, tag) }):
		j.say("tag-not-taken", Image, Warning, remedy, "image %s is deployed as %s, which is no tag that Image Updater takes (%s): it waits for one that is, or somebody set it by hand", im.Name, current, im.AllowTags)
	}
}

// ignores reports whether an image leaves a tag out that its filter lets through.
func ignores(im v1alpha1.Image, tag string) bool {
	return slices.ContainsFunc(im.IgnoreTags, func(glob string) bool {
		matched, err := path.Match(glob, tag)
		return err == nil && matched
	})
}

// isDigest reports whether a deployed image has a digest in the place of a tag.
func isDigest(tag string) bool { return strings.Contains(tag, ":") } // no tag holds a colon

// writeBack says where what Image Updater wrote has been taken back.
func (j *judgement) writeBack(app *App) {
	for i, im := range j.Project.Spec.Images {
		s := j.out.Images[i]
		if was := j.reverted(im, s); was != nil {
			now := "has no tag of its own any more, so that Git's runs"
			if s.Live != "" {
				now = "is back at " + s.Live
			}
			j.say("write-back-reverted", Application, Wrong, "no kustomize.images in the rendered Application, and in the root ignoreDifferences on /spec/source/kustomize/images with RespectIgnoreDifferences=true",
				"Image Updater had written tag %s of image %s, which was deployed at %s, and the live Application %s: somebody put Git's Application in its place",
				was.tag, im.Name, was.at, now)
		}
	}
	if root := j.Live.Root; root != nil && root.Replace {
		j.say("write-back-reverted", Application, Wrong, "take Replace=true out of the sync options of the root Application", "the root Application %s replaces what it applies: each of its syncs takes back what Image Updater wrote", root.Name)
	}
	if len(app.Images) > 0 && j.Live.Root != nil && !j.Live.Root.KeepsImages && j.Live.Root.SelfHeal {
		j.say("write-back-unprotected", Application, Info, "", "the root Application %s has no rule that keeps what Image Updater writes; it stays as long as no rendered Application holds kustomize.images", j.Live.Root.Name)
	}
}

// undone is a tag that was deployed, and that the live Application has no more.
type undone struct{ tag, at string }

// reverted returns the tag that was taken back; nil where none was. It was where a deployment had a tag by Image Updater and the
// live Application has none, or has the one before it, which Image Updater would not choose.
func (j *judgement) reverted(im v1alpha1.Image, s ImageState) *undone {
	if s.Newest != "" && s.Current() == s.Newest {
		return nil
	}
	last, before, newest := -1, -1, -1
	history := j.Live.App.History
	for i, d := range history {
		switch tag := overrideOf(d.Images, im.Name, im.KustomizeName); tag {
		case "":
			continue
		case s.Newest:
			newest = i
		case s.Live:
			if newest < 0 {
				before = i
			}
		}
		last = i
	}
	at := -1
	switch {
	case s.Live == "" && last >= 0:
		at = last
	case s.Live != "" && before >= 0 && newest > before:
		at = newest
	}
	if at < 0 {
		return nil
	}
	tag := overrideOf(history[at].Images, im.Name, im.KustomizeName)
	if s.Live == "" && s.Current() == tag {
		return nil // Git has it by now
	}
	return &undone{tag, history[at].At.Format("2006-01-02 15:04 MST")}
}

// some lists a few of many images.
func some(images []string) string {
	const few = 3
	if len(images) <= few {
		return strings.Join(images, ", ")
	}
	return strings.Join(images[:few], ", ") + " and others"
}
