// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// buildCall is a call of `kustomize build`.
type buildCall struct {
	// path is the folder to build.
	path string
	// flags are passed on as they are.
	flags []string
}

// The flags of `kustomize build`, 5.2 to 5.8, that do not change where its output goes, and whether they take a value.
// Those for containers and for helm have no effect here: neither runs.
var buildFlags = map[string]bool{
	"as-current-user": false, "enable-alpha-plugins": false, "enable-exec": false, "enable-helm": false,
	"enable-managedby-label": false, "enable-star": false, "helm-debug": false, "network": false, "stack-trace": false,
	"env": true, "helm-api-versions": true, "helm-command": true, "helm-kube-version": true, "load-restrictor": true,
	"mount": true, "network-name": true, "reorder": true,
}

// The flag that lets kustomize read any file of the machine, and its only value that does not.
const (
	LoadRestrictor = "--load-restrictor"
	RootOnly       = "LoadRestrictionsRootOnly"
)

// parseBuild reads arguments as kustomize does: flags and the one path in any order, a value behind its flag or after `=`.
func parseBuild(args []string) (buildCall, error) {
	var c buildCall
	var paths []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			paths = append(paths, args[i+1:]...)
			break
		}
		if arg == "-" || !strings.HasPrefix(arg, "-") {
			paths = append(paths, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		if strings.HasPrefix(arg, "-e") { // the only short flag there is
			name, value, hasValue = "env", strings.TrimPrefix(arg, "-e"), len(arg) > len("-e")
		}
		takesValue, known := buildFlags[name]
		if !known {
			return c, unknownFlag(arg, name)
		}
		c.flags = append(c.flags, arg)
		if takesValue && !hasValue {
			if i++; i == len(args) {
				return c, fmt.Errorf("the flag %s needs a value", arg)
			}
			value = args[i]
			c.flags = append(c.flags, value)
		}
		if "--"+name == LoadRestrictor && value != RootOnly {
			return c, fmt.Errorf("%s %s is refused: with it a repository reads every file of the repo server, /proc/self/environ among them; leave the flag away, or say %s",
				LoadRestrictor, value, RootOnly)
		}
	}
	switch len(paths) {
	case 0:
		c.path = "."
	case 1:
		c.path = paths[0]
	default:
		return c, fmt.Errorf("build takes one folder, not %d: %s", len(paths), strings.Join(paths, " "))
	}
	if remoteFile(c.path) {
		return c, fmt.Errorf("%q is not built: nothing is fetched, because what is fetched cannot be checked before it is built", c.path)
	}
	return c, nil
}

func unknownFlag(arg, name string) error {
	if near, ok := nearest.Name("--"+name, Flags()); ok {
		return fmt.Errorf("the flag %s of build is not passed on; did you mean %s?", arg, near)
	}
	return fmt.Errorf("the flag %s of build is not passed on; those that are: %s", arg, strings.Join(Flags(), ", "))
}

// Flags are the flags of `kustomize build` that are passed on, sorted.
func Flags() []string {
	flags := make([]string, 0, len(buildFlags))
	for name := range buildFlags {
		flags = append(flags, "--"+name)
	}
	slices.Sort(flags)
	return flags
}
