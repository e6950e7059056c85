// SPDX-License-Identifier: Apache-2.0

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/inspect"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/report"
)

// inspection is one run of the command images.
type inspection struct {
	validation
	platforms, updaterPlatforms, pullSecrets []string
	nodes, repository, branch                string
	nodesGiven, noCache, tags                bool
	concurrency                              int
	timeout, limit                           time.Duration
}

func (s streams) images() *cobra.Command {
	v := &inspection{validation: validation{streams: s}}
	cmd := &cobra.Command{
		Use:   "images DIR|FILE|-",
		Short: "Ask the registries which tag Image Updater would take, and why",
		Long: `Look at every image that a Project, the annotations of an Application or an ImageUpdater follows: whether its registry
answers, and with which credentials; which tags match; which platforms and dates they have; which tag Image Updater takes, by
the rules of the version that runs, and why not the next one. What is wrong is a finding with its place in the files.

The target version is that of --image-updater, else of the ValidateDelivery, else of the Platform, else assumed.

Credentials are the updater's own where they are at hand (a pull secret given by --pull-secret, a variable that an env: source
names), else those of registries.yaml, else Docker's configuration with its credential helpers. They are never printed and
never written. Mirrors of registries.yaml are where the nodes look for the tag that is taken; the updater never reads them.

Requests are made at most three times: again after 429 and 5xx and where the connection broke, as long after as the registry
says; never after 401, 403 and 404. What is behind a digest is remembered below the user's cache folder.

Exit status 0 where nothing was found, 1 where a finding is at least as grave as --fail-on, 2 where this could not run.`,
		Example: "  fairlead images .\n  fairlead images --platform linux/arm64 argocd/app.yaml\n  fairlead images --repo . --branch main argocd\n" +
			"  kubectl -n argocd get secret ghcr -o yaml | fairlead images --pull-secret /dev/stdin .\n  fairlead images --format sarif . > images.sarif",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cannotRun(fmt.Errorf("images takes one DIR, FILE or -, not %d arguments", len(args)))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			v.target = args[0]
			v.nodesGiven = cmd.Flags().Changed("registries-yaml")
			return v.run()
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return cannotRun(err) })
	flags := cmd.Flags()
	flags.StringVar(&v.format, "format", "text", "how to report: "+strings.Join(report.Formats(), ", "))
	flags.StringVar(&v.failOn, "fail-on", "error", "the severity from which on a finding fails: error, warning, info")
	flags.StringVar(&v.config, "config", "", "a file with a ValidateDelivery: severities and the version of Image Updater")
	flags.StringVar(&v.options.ImageUpdater, "image-updater", "", "the version of Image Updater, as in v0.12.2")
	flags.StringSliceVar(&v.platforms, "platform", nil, "what the nodes of the cluster run, as in linux/arm64 (default: as the Platform says)")
	flags.StringSliceVar(&v.updaterPlatforms, "updater-platform", nil, "what the node runs on which Image Updater runs (default: that of the cluster)")
	flags.StringVar(&v.nodes, "registries-yaml", registry.NodesFile, "the registries.yaml of the nodes; \"\" for none; the default need not be there")
	flags.StringArrayVar(&v.pullSecrets, "pull-secret", nil, "a file with the Secret, or the Docker configuration, that Image Updater has")
	flags.StringVar(&v.repository, "repo", "", "a checkout: the image that is taken must be of a commit on its release branch")
	flags.StringVar(&v.branch, "branch", "", "the release branch (default: that of the Project, else the Application's, else the one checked out)")
	flags.BoolVar(&v.tags, "tags", false, "show every tag that matches, best first, with its platforms and its date; looks into each, whatever the strategy")
	flags.IntVar(&v.concurrency, "concurrency", registry.DefaultConcurrency, "how many requests are under way at once, at most 64")
	flags.DurationVar(&v.timeout, "timeout", registry.DefaultTimeout, "the time for one request")
	flags.DurationVar(&v.limit, "limit", 5*time.Minute, "the time for the whole run")
	flags.BoolVar(&v.noCache, "no-cache", false, "neither read nor write the user's cache folder")
	return cmd
}

func (v *inspection) run() error {
	if err := v.check(); err != nil {
		return cannotRun(err)
	}
	options, err := v.inspectOptions()
	if err != nil {
		return cannotRun(err)
	}
	f := &findings{shown: map[string]string{}, origin: map[string]string{}, beside: map[string]bool{}}
	lists, unread, err := v.lists(f)
	if err != nil {
		return cannotRun(err)
	}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(interrupted, v.limit)
	defer cancel()
	if v.repository != "" {
		if err := inspect.CheckRepository(ctx, v.repository); err != nil {
			return cannotRun(fmt.Errorf("--repo: %w", err))
		}
	}
	defer options.Client.Close()
	progress := newProgress(v.err)
	options.Progress = progress.show
	found := inspect.Run(ctx, lists, options)
	progress.end()
	if interrupted.Err() != nil {
		return cannotRun(errors.New("interrupted"))
	}
	f.add(append(unread, found.Results...), map[string]bool{})
	for i := range found.Images {
		im := &found.Images[i]
		im.File = f.display(im.File)
		for j := range im.Also {
			im.Also[j].File = f.display(im.Also[j].File)
		}
	}
	krm.SortResults(f.results)
	f.results = withoutTwice(f.results)
	return v.report(f, found.Images)
}

// report prints the table, in the format text, and the findings.
func (v *inspection) report(f *findings, all []inspect.Image) error {
	if v.format == "text" && (len(all) > 0 || !krm.Failed(f.results)) {
		printImages(v.out, all, colored(v.out), v.tags)
	}
	err := report.Write(v.out, v.format, f.results, report.Options{
		Source: f.content, Files: f.files, Rules: check.All(), FailOn: krm.Severity(v.failOn), Color: colored(v.out), Version: Version,
		Command: "images", Images: all,
	})
	if err != nil {
		return cannotRun(err)
	}
	for _, r := range f.results {
		if report.AtLeast(r, krm.Severity(v.failOn)) {
			return errFailed
		}
	}
	return nil
}

// lists reads the resources, those of each package by themselves. What cannot be read may hold an image, so it is a finding.
func (v *inspection) lists(f *findings) ([]*krm.ResourceList, []krm.Result, error) {
	groups, err := v.read(f)
	if err != nil {
		return nil, nil, err
	}
	if v.config != "" {
		if f.config, err = v.readConfig(f); err != nil {
			return nil, nil, err
		}
	}
	for _, docs := range groups {
		f.groups = append(f.groups, group{documents: docs})
	}
	f.findFallback()
	var lists []*krm.ResourceList
	unread := errorsOf(f.unread)
	held := map[string]bool{}
	for _, g := range f.groups {
		list, results := krm.FromForeign(g.documents)
		unread = append(unread, errorsOf(results)...)
		for _, it := range list.Items {
			held[it.Path] = true
		}
		config, problems, err := f.configOf(list)
		if err != nil {
			return nil, nil, err
		}
		list.FunctionConfig = config
		unread = append(unread, problems...)
		lists = append(lists, list)
	}
	f.listFiles(held)
	return lists, unread, nil
}

func errorsOf(results []krm.Result) []krm.Result {
	var errs []krm.Result
	for _, r := range results {
		if r.Severity == krm.Error {
			errs = append(errs, r)
		}
	}
	return errs
}

// inspectOptions reads the files that flags name.
func (v *inspection) inspectOptions() (o inspect.Options, err error) {
	o = inspect.Options{Check: v.options, Platforms: v.platforms, UpdaterPlatforms: v.updaterPlatforms, Repository: v.repository, Branch: v.branch, AllTags: v.tags}
	for _, list := range [][]string{v.platforms, v.updaterPlatforms} {
		for _, p := range list {
			if err := imageupdater.CheckPlatform(p); err != nil {
				return o, err
			}
		}
	}
	switch {
	case v.concurrency < 1 || v.concurrency > 64:
		return o, fmt.Errorf("--concurrency: %d must be from 1 to 64", v.concurrency)
	case v.timeout <= 0 || v.limit <= 0:
		return o, errors.New("--timeout and --limit must be more than nothing")
	case v.branch != "" && v.repository == "":
		return o, errors.New("--branch: needs --repo DIR")
	}
	for _, file := range v.pullSecrets {
		content, err := readFile(file)
		if err != nil {
			return o, fmt.Errorf("--pull-secret: %w", err)
		}
		secrets, err := inspect.ReadPullSecrets(file, content)
		if err != nil {
			return o, fmt.Errorf("--pull-secret: %w", err)
		}
		o.PullSecrets = append(o.PullSecrets, secrets...)
	}
	if v.nodes != "" {
		o.Nodes, err = registry.ReadNodes(v.nodes)
		// The file of this machine counts where it can be read: it need not be a node.
		if err != nil && (v.nodesGiven || !errors.Is(err, os.ErrNotExist) && !errors.Is(err, os.ErrPermission)) {
			return o, fmt.Errorf("--registries-yaml: %w", err)
		}
	}
	o.Client = registry.New(registry.Options{Concurrency: v.concurrency, Timeout: v.timeout, CacheDir: v.cacheDir(), UserAgent: "fairlead/" + Version})
	return o, nil
}

// cacheDir is where what is behind digests is remembered; "" where the user has no such folder, or wants none.
func (v *inspection) cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil || v.noCache {
		return ""
	}
	return filepath.Join(dir, "fairlead", "registry")
}

// readFile reads a small file whole; it may be a pipe.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 4 << 20
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(content) > most {
		err = fmt.Errorf("%s has more than %d MiB", name, most>>20)
	}
	return content, err
}
