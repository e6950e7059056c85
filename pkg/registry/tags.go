// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Tags returns the tags of the repository in the registry's order, from all pages. Like Image Updater it does not ask for pages of
// a size, and one page that cannot be read makes the list worth nothing. The error is an *Error.
//
// Upstream: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
func (r *Repository) Tags(ctx context.Context) ([]string, error) {
	broken := func(text string) error { return &Error{Kind: Broken, Host: r.host, Status: http.StatusOK, Text: text} }
	var tags []string
	seen := map[string]bool{}
	for page := r.base + "/tags/list"; page != ""; {
		if seen[page] {
			return nil, broken("the pages of its list of tags lead in a circle")
		}
		seen[page] = true
		a, err := r.get(ctx, http.MethodGet, page, nil, "a page of the list of tags", maxTagsPage)
		if err != nil {
			return nil, err
		}
		var list struct {
			Tags []string `json:"tags"`
		}
		if json.Unmarshal(a.body, &list) != nil {
			return nil, broken("its list of tags is no JSON of a registry")
		}
		if tags = append(tags, list.Tags...); len(tags) > maxTags {
			return nil, &Error{Kind: TooLarge, Host: r.host, Text: "it has more than 200000 tags"}
		}
		next, err := nextPage(page, a.header.Get("Link"))
		if err != nil {
			return nil, broken("the link to the next page of its list of tags leads to another host, or nowhere")
		}
		page = next
	}
	return tags, nil
}

// Listed asks whether the tags may be listed, and reads no more than one page. The error is an *Error.
func (r *Repository) Listed(ctx context.Context) error {
	_, err := r.get(ctx, http.MethodGet, r.base+"/tags/list?n=1", nil, "a page of the list of tags", maxTagsPage)
	return err
}

// nextPage returns the address of the next page, "" where there is none. As with Image Updater, whatever the first link is
// called, it is the one.
func nextPage(page, link string) (string, error) {
	if link == "" {
		return "", nil
	}
	first, _, _ := strings.Cut(link, ";")
	from, err := url.Parse(page)
	if err != nil {
		return "", err
	}
	to, err := from.Parse(strings.Trim(strings.TrimSpace(first), "<>"))
	if err != nil {
		return "", err
	}
	if to.Host != from.Host {
		return "", errRedirects
	}
	to.Scheme = from.Scheme // a registry behind a proxy may not know its own
	return to.String(), nil
}
