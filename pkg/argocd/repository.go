// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/credential"
)

// CheckRepositoryURL checks the URL of a Git repository: https://host/path, http://, ssh://, file:///path or
// user@host:path. A password or a token in it is refused, and no error ever repeats one: credentials belong in a Secret of
// Argo CD, and the Application is readable to everyone who may list it.
func CheckRepositoryURL(value string) error {
	const forms = "must be a URL such as \"https://github.com/owner/app\", \"ssh://git@host/path\", \"git@host:path\" or \"file:///path\""
	if value == "" {
		return errors.New("repository URL is empty: it " + forms)
	}
	if hasSecret(value) {
		return fmt.Errorf("repository URL %q must not hold a password or a token: give Argo CD the credentials in a Secret of its own", withoutUser(value))
	}
	if i := strings.IndexAny(value, "?#"); i >= 0 { // what follows may be a token
		return fmt.Errorf("repository URL %q must end before its %q: Git knows no query and no fragment", value[:i], value[i])
	}
	if strings.ContainsAny(value, " \t\r\n") {
		return fmt.Errorf("repository URL %q must not hold spaces", value)
	}
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok {
		user, place, isSSH := strings.Cut(value, "@")
		host, path, hasPath := strings.Cut(place, ":")
		if !isSSH || !hasPath || user == "" || host == "" || path == "" || strings.Contains(user, "/") || strings.Contains(host, "/") {
			return fmt.Errorf("repository URL %q %s", value, forms)
		}
		return nil
	}
	parsed, err := url.Parse(value)
	if err != nil {
		return fmt.Errorf("repository URL %q %s", value, forms)
	}
	switch scheme {
	case "https", "http", "ssh":
		if parsed.Hostname() == "" || strings.Trim(parsed.Path, "/") == "" {
			return fmt.Errorf("repository URL %q must name a host and a path: it %s", value, forms)
		}
		if strings.EqualFold(parsed.Hostname(), "github.com") {
			return checkGitHub(parsed)
		}
	case "file":
		if !strings.HasPrefix(rest, "/") {
			return fmt.Errorf("repository URL %q must name an absolute path: it %s", value, forms)
		}
	default:
		return fmt.Errorf("repository URL %q has the scheme %q: it %s", value, scheme, forms)
	}
	return nil
}

// userOf returns what stands before the last '@' of the host part, which is where a password may stand, unescaped or not.
func userOf(value string) (user string, start, end int) {
	if i := strings.Index(value, "://"); i >= 0 {
		start = i + len("://")
	}
	end = strings.LastIndexByte(value, '@')
	if end < start {
		return "", start, start
	}
	return value[start:end], start, end
}

func hasSecret(value string) bool {
	user, _, _ := userOf(value)
	// A '/' before any ':' puts the '@' into the path, where it is a character like others.
	if name, password, ok := strings.Cut(user, ":"); ok && !strings.Contains(name, "/") {
		// host:port/path@x looks the same; a port is digits up to the slash.
		if port, _, inPath := strings.Cut(password, "/"); !inPath || strings.Trim(port, "0123456789") != "" || port == "" {
			return !isSSHHost(value)
		}
	}
	return credential.Token(user) || isHexToken(user) // in the place of a user name
}

// isHexToken reports whether a user name is of the form that the access tokens of GitHub had before they had prefixes: 40
// hexadecimal digits.
func isHexToken(user string) bool {
	return len(user) == 40 && strings.Trim(user, "0123456789abcdef") == ""
}

// checkGitHub wants owner and name: whoever copies the address of a page has less or more of it.
func checkGitHub(u *url.URL) error {
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case len(parts) == 1:
		return fmt.Errorf("repository URL %q names an owner: put the name of a repository behind it, as in \"https://github.com/%s/app\"", u.Redacted(), parts[0])
	case len(parts) > 2:
		return fmt.Errorf("repository URL %q is a page of a repository: it must be \"https://github.com/%s/%s\"; a branch and a folder have fields of their own", u.Redacted(), parts[0], parts[1])
	}
	return nil
}

// isSSHHost tells git@host:path@x, whose colon ends the host, from user:password@host.
func isSSHHost(value string) bool {
	return !strings.Contains(value, "://") && strings.IndexByte(value, '@') < strings.IndexByte(value, ':')
}

func withoutUser(value string) string {
	_, start, end := userOf(value)
	return value[:start] + "…" + value[end:]
}
