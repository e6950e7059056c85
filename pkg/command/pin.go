// SPDX-License-Identifier: Apache-2.0

package command

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/pin"
)

// pinning is one run of the command pin.
type pinning struct {
	streams
	dir, image string
	clear      bool

	model   *v1alpha1.Model
	project *v1alpha1.Project
	// at is the index of the image among those of the Project.
	at int
}

func (s streams) pin() *cobra.Command {
	p := &pinning{streams: s}
	cmd := &cobra.Command{
		Use:   "pin PROJECT [TAG|--clear]",
		Short: "Hold an image at one tag, to roll back, or let it go on",
		Long: `Write the pin of an image into the file of its Project, with its comments and its layout kept, and render the package: Image
Updater is told to take this one tag and no other, in the words of the version that runs, so that it writes the tag into the live
Application even where a newer one is there, and holds it. --clear takes the pin out again: allow-tags counts as before.

Without TAG and --clear the images of the Project are listed, with their pins. Where the render fails nothing is written, not the
pin either. Nothing is live before you have committed and pushed, the root Application has synced, and Image Updater has looked,
which it does every two minutes. The tag must be one that allowTags takes without a pin; whether the registry has it says
` + "`" + `fairlead images` + "`" + `, and how far the cluster is ` + "`" + `fairlead status` + "`" + `.`,
		Example: "  fairlead pin home-manager                       # what is pinned\n  fairlead pin home-manager sha-0123abc           # roll back, and hold\n" +
			"  fairlead pin k3s-monitoring --image web sha-0123abc\n  fairlead pin home-manager --clear               # go on with the newest\n  fairlead pin home-manager sha-0123abc --package platform",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error { return p.run(args[0], args[1:]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&p.dir, "package", ".", "the `DIR` of the package with the Project")
	flags.StringVar(&p.image, "image", "", "the image that is meant, by its alias or its name, where the Project has several")
	flags.BoolVar(&p.clear, "clear", false, "take the pin out")
	return cmd
}

func (p *pinning) run(project string, tag []string) error {
	if len(tag) > 0 && p.clear {
		return errors.New("a TAG and --clear: give one of the two")
	}
	if len(tag) > 0 && tag[0] == "" {
		return errors.New("TAG is empty: give the tag to hold, or --clear to take the pin out")
	}
	var err error
	if p.model, err = p.load(p.dir); err != nil {
		return err
	}
	if err := p.choose(project); err != nil {
		return err
	}
	if len(tag) == 0 && !p.clear {
		return p.list()
	}
	if err := p.chooseImage(); err != nil {
		return err
	}
	im := p.project.Spec.Images[p.at]
	switch {
	case p.clear && im.Pin == "":
		fmt.Fprintf(p.out, "%s: image %s is not pinned: nothing to do\n", p.project.Name, im.Name)
		return nil
	case p.clear && im.UpdateStrategy == imageupdater.Digest:
		return fmt.Errorf("image %s has the strategy digest, which follows the tag that its pin names: it cannot be without; pin another tag, or choose another updateStrategy", im.Name)
	case p.clear:
		return p.write("")
	case im.Pin == tag[0]:
		fmt.Fprintf(p.out, "%s: image %s is pinned to %s already: nothing to do\n", p.project.Name, im.Name, im.Pin)
		return nil
	}
	if err := p.admits(tag[0]); err != nil {
		return err
	}
	return p.write(tag[0])
}

// choose finds the Project.
func (p *pinning) choose(name string) error {
	var names []string
	for _, project := range p.model.Projects {
		names = append(names, project.Name)
	}
	if p.project = p.model.Project(name); p.project != nil {
		return nil
	}
	if len(names) == 0 {
		return fmt.Errorf("%s holds no Project: give the package by --package", p.dir)
	}
	if near, ok := nearest.Name(name, names); ok {
		return fmt.Errorf("%s holds no Project %q: did you mean %q?", p.dir, name, near)
	}
	return fmt.Errorf("%s holds no Project %q: there are %s", p.dir, name, strings.Join(names, ", "))
}

// chooseImage finds the image that is meant.
func (p *pinning) chooseImage() error {
	images := p.project.Spec.Images
	var names, aliases []string
	for i, im := range images {
		if p.image != "" && (im.Alias == p.image || im.Name == p.image) {
			p.at = i
			return nil
		}
		names, aliases = append(names, im.Name), append(aliases, im.Alias)
	}
	switch {
	case len(images) == 0:
		return fmt.Errorf("the Project %s follows no image: there is nothing to pin", p.project.Name)
	case p.image == "" && len(images) == 1:
		return nil
	case p.image == "":
		return fmt.Errorf("the Project %s follows several images: say which is meant by --image: %s", p.project.Name, strings.Join(aliases, ", "))
	}
	if near, ok := nearest.Name(p.image, append(aliases, names...)); ok {
		return fmt.Errorf("--image: the Project %s follows no image %q: did you mean %q?", p.project.Name, p.image, near)
	}
	return fmt.Errorf("--image: the Project %s follows no image %q: there are %s", p.project.Name, p.image, strings.Join(aliases, ", "))
}

// admits says why a tag cannot be held.
func (p *pinning) admits(tag string) error {
	im := p.project.Spec.Images[p.at]
	if err := imageupdater.CheckTag(tag); err != nil {
		return err
	}
	if im.UpdateStrategy == imageupdater.Digest {
		return nil // the pin is the tag that is followed
	}
	allowed, written := p.project.AllowTagsWithoutPin(p.at)
	origin := "its allowTags"
	if !written {
		origin = "allowTags, which is not given,"
	}
	if !imageupdater.ReadAllowTags(allowed).Matches(tag) {
		return fmt.Errorf("%q is no tag that image %s takes: %s is %q", tag, im.Name, origin, allowed)
	}
	for _, glob := range im.IgnoreTags {
		if ignored, err := path.Match(glob, tag); err == nil && ignored {
			return fmt.Errorf("%q is a tag that image %s never takes: ignoreTags has %q", tag, im.Name, glob)
		}
	}
	if im.UpdateStrategy == imageupdater.SemVer && !imageupdater.Admits(imageupdater.PinnedTags(tag)).Version {
		return fmt.Errorf("%q is no semantic version, and image %s has the strategy semver: Image Updater would take nothing", tag, im.Name)
	}
	return nil
}

// list prints the images with their pins.
func (p *pinning) list() error {
	if len(p.project.Spec.Images) == 0 {
		fmt.Fprintf(p.out, "%s follows no image\n", p.project.Name)
		return nil
	}
	rows := [][]string{{"IMAGE", "ALIAS", "PIN"}}
	for _, im := range p.project.Spec.Images {
		rows = append(rows, []string{im.Name, im.Alias, orDash(im.Pin)})
	}
	widths := widthsOf(rows)
	for _, row := range rows {
		printRow(p.out, "", row, widths, -1, "")
	}
	return nil
}

// write edits the file of the Project and renders the package with it: both, or nothing.
func (p *pinning) write(tag string) error {
	pkg, err := folder.Read(p.dir)
	if err != nil {
		return err
	}
	document := documentOf(pkg, p.project.Item)
	if document == nil {
		return fmt.Errorf("%s is not among the files of %s any more", p.project.Item.Path, p.dir)
	}
	before := document.Text
	after, err := pin.Set(before, p.at, tag)
	if tag == "" {
		after, err = pin.Clear(before, p.at)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.project.Item.Path, err)
	}
	document.Text = after
	r, err := hydrate(pkg, p.docs, false)
	document.Text = before
	if err != nil {
		return err
	}
	for i := range r.resources {
		if r.resources[i].came == document {
			r.resources[i].changed = true
		}
	}
	krm.SortResults(r.results)
	for _, res := range r.results {
		if res.Severity != krm.Info {
			fmt.Fprintln(p.err, p.paint(res))
		}
	}
	if krm.Failed(r.results) {
		fmt.Fprintln(p.err, "error: the package does not render with this change: nothing was written")
		return errFailed
	}
	plan, err := r.plan(pkg)
	if err != nil {
		return err
	}
	if err := plan.Apply(); err != nil {
		return err
	}
	p.summarize(p.dir, plan)
	p.next(tag)
	return nil
}

// documentOf finds the document of an item, in the package or in one below it.
func documentOf(pkg *folder.Package, it *krm.Item) *folder.Document {
	for i := range pkg.Documents {
		if d := &pkg.Documents[i]; d.Path == it.Path && d.Index == it.Index {
			return d
		}
	}
	for _, below := range pkg.Packages {
		if d := documentOf(below, it); d != nil {
			return d
		}
	}
	return nil
}

// next says what is left to do, and what the live state does meanwhile.
func (p *pinning) next(tag string) {
	im, platform := p.project.Spec.Images[p.at], p.model.Platform.Spec
	push := "Commit and push this package. Its root Application brings the change to Argo CD."
	if platform.Package == nil {
		push = "Commit this, and apply what is rendered: the package has no root Application that would (spec.package of the Platform)."
	}
	roll := "Argo CD rolls it out."
	if !p.project.Spec.Sync.Automated {
		roll = fmt.Sprintf("`argocd app sync %s` rolls it out, since auto-sync is off.", p.project.Name)
	}
	held := fmt.Sprintf("Within two minutes after that Image Updater writes %s into the live Application, over whatever newer tag is there, and %s", tag, roll)
	if tag == "" {
		held = fmt.Sprintf("Within two minutes after that Image Updater takes the tag that it would have taken without the pin, and %s", roll)
	}
	what := "is pinned to " + tag
	if tag == "" {
		what = "is not pinned any more"
	}
	fmt.Fprintf(p.out, "\nImage %s of %s %s.\n%s\n%s\nUntil then the live Application stays as it is; what Git's kustomization says does not count while it has a tag of its own.\n`fairlead status %s` shows how far it is.\n",
		im.Name, p.project.Name, what, push, held, p.dir)
}
