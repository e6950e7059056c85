// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// initialization is one run of the command init.
type initialization struct {
	streams
	dir                                         string
	repository, argocdURL, argocd, imageUpdater string
	projects                                    []string
	noSamples                                   bool
}

func (s streams) init() *cobra.Command {
	in := &initialization{streams: s}
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Lay down the package of a cluster, rendered and ready to commit",
		Long: `Make DIR the package of one cluster: platform.yaml says what the cluster runs, projects/ holds one file for each repository
that Argo CD delivers, and all that follows from them is rendered. DIR must be new or empty; .git may be in it. Nothing is
asked: what no flag says has a default, or is a placeholder that stands out in the files.

Where --repository is on GitHub, its owner takes the place of the owner in the samples and in CODEOWNERS.`,
		Example: "  fairlead init platform\n" +
			"  fairlead init platform --repository https://github.com/owner/platform --argocd-url https://argocd.example.org \\\n" +
			"    --project home-manager=https://github.com/owner/home-manager",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return fmt.Errorf("init takes one DIR, the folder to make, not %d arguments", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			in.dir = args[0]
			return in.run()
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.repository, "repository", "", "the `URL` of the Git repository that DIR becomes")
	flags.StringVar(&in.argocdURL, "argocd-url", "", "the `URL` at which pipelines reach Argo CD, as in https://argocd.example.org")
	flags.StringVar(&in.argocd, "argocd", "", "the `VERSION` of Argo CD that runs, as in v3.5.7")
	flags.StringVar(&in.imageUpdater, "image-updater", "", "the `VERSION` of Image Updater to install, as in v0.12.2 or v1.3.0")
	flags.StringArrayVar(&in.projects, "project", nil, "a repository to deliver, as `NAME=URL`, in the place of the samples; may be given again")
	flags.BoolVar(&in.noSamples, "no-samples", false, "begin without any Project")
	cmd.MarkFlagsMutuallyExclusive("project", "no-samples")
	return cmd
}

func (in *initialization) run() error {
	files, err := in.sources()
	if err != nil {
		return err
	}
	if results := load(files); krm.Failed(results) { // less than that the render says too
		in.say(results)
		return errFailed
	}
	var made []string
	err = folder.Create(in.dir, func(stage string) error {
		if err := lay(stage, files); err != nil {
			return err
		}
		rendered, err := in.renderIn(stage)
		for _, f := range files {
			made = append(made, f.path)
		}
		made = append(made, rendered...)
		return err
	})
	if err != nil {
		return err
	}
	in.summarize(made)
	in.next()
	return nil
}

// lay writes the sources into the folder.
func lay(dir string, files []source) error {
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", f.path, err)
		}
		if err := os.WriteFile(name, f.text, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", f.path, err)
		}
	}
	return nil
}

// renderIn renders the package in the folder and returns the files that it wrote.
func (in *initialization) renderIn(dir string) ([]string, error) {
	pkg, err := folder.Read(dir)
	if err != nil {
		return nil, err
	}
	r, err := hydrate(pkg, in.docs, false)
	if err != nil {
		return nil, err
	}
	in.say(r.results)
	if krm.Failed(r.results) {
		return nil, errFailed
	}
	plan, err := r.plan(pkg)
	if err != nil {
		return nil, err
	}
	var written []string
	for _, f := range plan.Files() {
		if f.New {
			written = append(written, f.Path)
		}
	}
	return written, plan.Apply()
}
