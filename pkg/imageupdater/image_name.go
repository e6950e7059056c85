// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"errors"
	"fmt"
	"strings"
)

// CheckImageName checks a name as Image.Name wants it: registry host and lower-case path, such as ghcr.io/owner/app. A tag,
// a digest, a scheme and spaces are refused with what to write instead.
func CheckImageName(value string) error {
	if value == "" {
		return errors.New(`image name is empty: it must be registry host and path, such as "ghcr.io/owner/app"`)
	}
	if name, tag := splitConstraint(value); tag != "" && strings.ToLower(name) != name && nameProblem(strings.ToLower(name)) == "" {
		return fmt.Errorf("image name %q must be lower case, since registries and running Pods know it so, and must not have a tag: write %q, "+
			"and hold the tag %q by a pin or by allow-tags", value, strings.ToLower(name), tag)
	}
	if problem := nameProblem(value); problem != "" {
		return fmt.Errorf("image name %q %s", value, problem)
	}
	host, path, ok := strings.Cut(value, "/")
	if !ok || !isHost(host) {
		meant := "docker.io/" + value
		if !ok {
			meant = "docker.io/library/" + value
		}
		return fmt.Errorf("image name %q must begin with the registry's host: for Docker Hub write %q", value, meant)
	}
	if name, tag, ok := strings.Cut(path, ":"); ok {
		return fmt.Errorf("image name %q must not have a tag: write %q, and hold the tag %q by a pin or by allow-tags", value, host+"/"+name, tag)
	}
	return nil
}

// nameProblem says what keeps the updater from reading a name, in the words that follow the quoted name; "" is fine. The
// part behind the last colon is left to the caller: it is a tag in one place and a constraint in another.
func nameProblem(value string) string {
	if strings.ContainsAny(value, " \t\r\n") {
		return "must not hold spaces"
	}
	if scheme, rest, ok := strings.Cut(value, "://"); ok {
		return fmt.Sprintf("must not have a scheme (%s://): write %q", scheme, rest)
	}
	if name, digest, ok := strings.Cut(value, "@"); ok {
		return fmt.Sprintf("must not have a digest (%s): write %q", digest, name)
	}
	name, _ := splitConstraint(value)
	if lower := strings.ToLower(name); lower != name {
		return fmt.Sprintf("must be lower case, since registries and running Pods know it so: write %q", lower+value[len(name):])
	}
	host, path, ok := strings.Cut(name, "/")
	if !ok || !isHost(host) {
		host, path = "", name
	}
	if host != "" && !hostGrammar(host) {
		return fmt.Sprintf("has no registry host such as %q or %q in front: %q", "ghcr.io", "localhost:5000", host)
	}
	for component := range strings.SplitSeq(path, "/") {
		if !componentGrammar(component) {
			return fmt.Sprintf("has a path component %q: each must be a-z and 0-9, separated by one '.', one or two '_' or any number of '-'", component)
		}
	}
	return ""
}

// splitConstraint cuts at the colon behind the last slash; a colon before it belongs to the registry's port.
func splitConstraint(ref string) (name, constraint string) {
	slash := strings.LastIndexByte(ref, '/')
	if colon := strings.IndexByte(ref[slash+1:], ':'); colon >= 0 {
		return ref[:slash+1+colon], ref[slash+1+colon+1:]
	}
	return ref, ""
}

// isHost tells a registry host from the first component of a Docker Hub path, as github.com/distribution/reference does.
func isHost(component string) bool {
	return strings.ContainsAny(component, ".:") || component == "localhost"
}

func hostGrammar(host string) bool {
	name, port, hasPort := strings.Cut(host, ":")
	if hasPort && !isPort(port) {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if !isLowerAlnum(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return true
}

func isPort(port string) bool {
	for i := range len(port) {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	return port != "" && len(port) <= 5
}

func componentGrammar(component string) bool {
	if component == "" || !isLowerAlnum(component[0]) || !isLowerAlnum(component[len(component)-1]) {
		return false
	}
	for i := 0; i < len(component); {
		if isLowerAlnum(component[i]) {
			i++
			continue
		}
		start := i
		for !isLowerAlnum(component[i]) {
			i++
		}
		separator := component[start:i]
		if separator != "." && separator != "_" && separator != "__" && strings.Trim(separator, "-") != "" {
			return false
		}
	}
	return true
}

func isLowerAlnum(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func isAlnum(c byte) bool { return isLowerAlnum(c) || 'A' <= c && c <= 'Z' }
