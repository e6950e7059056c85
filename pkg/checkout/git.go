// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"os"
	"path/filepath"
	"strings"
)

// gitConfig returns the configuration of the Git repository whose root a folder is; ok is false where it is none.
func gitConfig(dir string) (text string, ok bool) {
	_, common, ok := gitFolders(dir)
	if !ok || common == "" {
		return "", ok
	}
	config, err := os.ReadFile(filepath.Join(common, "config"))
	if err != nil {
		return "", true
	}
	return string(config), true
}

// gitFolders returns the Git folder of the repository whose root a folder is, and that which it shares with its other worktrees;
// "" where a file that should name them does not. ok is false where the folder is no root.
func gitFolders(dir string) (own, common string, ok bool) {
	dot := filepath.Join(dir, ".git")
	info, err := os.Stat(dot)
	if err != nil {
		return "", "", false
	}
	if info.IsDir() {
		return dot, dot, true
	}
	// A worktree or a submodule says where its Git folder is.
	pointer, err := os.ReadFile(dot)
	to, found := strings.CutPrefix(strings.TrimSpace(string(pointer)), "gitdir: ")
	if err != nil || !found {
		return "", "", true
	}
	if !filepath.IsAbs(to) {
		to = filepath.Join(dir, to)
	}
	own, common = to, to
	if shared, err := os.ReadFile(filepath.Join(own, "commondir")); err == nil {
		if common = strings.TrimSpace(string(shared)); !filepath.IsAbs(common) {
			common = filepath.Join(own, common)
		}
	}
	return own, common, true
}

// remotesOf returns the URLs of the remotes of a configuration.
func remotesOf(config string) []string {
	var urls []string
	remote := false
	for line := range strings.SplitSeq(config, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			remote = strings.HasPrefix(line, `[remote "`)
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && remote && strings.TrimSpace(key) == "url" {
			urls = append(urls, strings.TrimSpace(value))
		}
	}
	return urls
}

// sameRepository reports whether two URLs name the same repository, over whatever protocol.
func sameRepository(a, b string) bool {
	x, y := placeOf(a), placeOf(b)
	return x != "" && strings.EqualFold(x, y)
}

// placeOf returns host and path of a URL, without user, port, protocol and .git.
func placeOf(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		host, path, found := strings.Cut(url, ":")
		if !found || strings.Contains(host, "/") {
			return "" // a path, of which nobody knows what it is a clone of
		}
		rest = host + "/" + strings.TrimPrefix(path, "/")
	}
	host, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	host, _, _ = strings.Cut(host, ":")
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if host == "" || path == "" {
		return ""
	}
	return host + "/" + path
}
