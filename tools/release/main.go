// SPDX-License-Identifier: Apache-2.0

// Command release makes what a release holds: the images of the functions, the archives of the binary, and a bill of
// materials for each. It needs Go and nothing else, no container engine.
//
//	release [flags] layout [NAME...]     write OCI layouts to --out
//	release [flags] tar [NAME...]        write what `docker load` and `podman load` read to --out
//	release [flags] push [NAME...]       push to --registry; credentials are those of `docker login`
//	release [flags] archives             write archives of the binary to --out
//
// Without a NAME all images are made. Equal sources, flags and Go releases give equal digests.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	imagename "github.com/google/go-containerregistry/pkg/name"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/tools/release/archive"
	"github.com/fairlead-krm/fairlead/tools/release/image"
	"github.com/fairlead-krm/fairlead/tools/release/tag"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: %s\n", krm.OneLine(err.Error())) // it may hold what a registry wrote
		os.Exit(1)
	}
}

// release is one call of the command.
type release struct {
	options       image.Options
	out, registry string
	// subjects is a file to which a push appends `<sha256>  <repository>` for everything that is to be signed.
	subjects       string
	stdout, stderr io.Writer
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	r := release{stdout: stdout, stderr: stderr}
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&r.options.Root, "root", "../..", "the top of the repository")
	flags.StringVar(&r.options.Version, "version", "v0.0.0-devel", "the version: v, then SemVer")
	flags.StringVar(&r.options.Revision, "revision", "", "the commit, for the labels")
	flags.StringVar(&r.out, "out", "", "the folder to write to; it is made where it is missing")
	flags.StringVar(&r.registry, "registry", command.Images, "the place of the images: registry, slash, owner")
	flags.StringVar(&r.subjects, "subjects", "", "a file for the digests that a push made, as sha256sum writes them")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("say what to make: layout, tar, push or archives")
	}
	if _, err := tag.Parse(r.options.Version); err != nil {
		return err
	}
	var err error
	if r.options.Created, err = sourceDate(); err != nil {
		return err
	}
	what, names := flags.Arg(0), flags.Args()[1:]
	for _, name := range names {
		if !slices.Contains(image.Names(), name) {
			return fmt.Errorf("there is no image %q (images: %s)", name, strings.Join(image.Names(), ", "))
		}
	}
	if len(names) == 0 {
		names = image.Names()
	}
	if what == "push" || what == "tar" {
		if err := checkRegistry(r.registry); err != nil {
			return err
		}
	}
	if what != "push" {
		if r.out == "" {
			return fmt.Errorf("%s needs --out", what)
		}
		if err := os.MkdirAll(r.out, 0o755); err != nil {
			return err
		}
	}
	switch what {
	case "archives":
		return archive.Make(ctx, archive.Options(r.options), r.out, func(file string) { fmt.Fprintln(stdout, filepath.Join(r.out, file)) })
	case "layout", "tar", "push":
		return r.images(ctx, what, names)
	}
	return fmt.Errorf("there is no %q; say what to make: layout, tar, push or archives", what)
}

// checkRegistry refuses a place that is none before anything is built. Without a host it would be Docker Hub's.
func checkRegistry(place string) error {
	wrong := fmt.Errorf("--registry %q must be the host of a registry, and a path in lower case where it needs one, such as %s", place, command.Images)
	host, _, _ := strings.Cut(place, "/")
	if strings.Contains(place, "//") || !strings.ContainsAny(host, ".:") && host != "localhost" {
		return wrong
	}
	if _, err := imagename.NewRepository(place + "/function"); err != nil {
		return wrong
	}
	return nil
}

func (r *release) images(ctx context.Context, what string, names []string) error {
	for _, name := range names {
		start := time.Now()
		made, err := image.Make(ctx, r.options, name)
		if err != nil {
			return err
		}
		digest, err := made.Index.Digest()
		if err != nil {
			return err
		}
		switch what {
		case "layout":
			err = errors.Join(made.Layout(r.out, r.options.Version), made.SBOMs(r.out))
		case "tar":
			err = errors.Join(made.Tar(r.out, r.registry, r.options.Version), made.SBOMs(r.out))
		case "push":
			err = r.push(ctx, made)
		}
		if err != nil {
			return fmt.Errorf("writing the image of %s: %w", name, err)
		}
		fmt.Fprintf(r.stdout, "%s@%s\n", name, digest)
		fmt.Fprintf(r.stderr, "%s: %.1f s\n", name, time.Since(start).Seconds())
	}
	return nil
}

func (r *release) push(ctx context.Context, made *image.Image) error {
	pushed, err := made.Push(ctx, r.registry, r.options.Version)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.stderr, "%s: %s\n", pushed.Repository, strings.Join(pushed.Tags, ", "))
	if r.subjects == "" {
		return nil
	}
	file, err := os.OpenFile(r.subjects, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	for _, digest := range pushed.Digests {
		fmt.Fprintf(file, "%s  %s\n", digest.Hex, pushed.Repository)
	}
	return file.Close()
}

// sourceDate is the time that everything made names: SOURCE_DATE_EPOCH, in seconds since 1970, or else 1970.
// Upstream: https://reproducible-builds.org/specs/source-date-epoch/
func sourceDate() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return time.Unix(0, 0).UTC(), nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q; it must be a number of seconds since 1970", text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
