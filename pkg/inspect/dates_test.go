// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// TestZeroDates holds that the zero date of Go, which some builders write for none, is not taken for an index that disagrees with
// its images.
func TestZeroDates(t *testing.T) {
	const zero = "0001-01-01T00:00:00Z"
	isolated(t)
	r := registrytest.New(t)
	r.Image("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Created: zero})
	o := Options{UpdaterPlatforms: []string{amd64}}
	expectation{
		[]string{"sha-aaa over nothing: there is no other"},
		[][2]string{{"tag-dates-constant warning 6:51", "tag sha-aaa of image \"" + r.Host + "/owner/app\" has the date " + zero + ", which builders write"}},
	}.check(t, newestBuild(r), o)
	r.Index("owner/app", "sha-bbb", both(zero)...)
	expectation{
		[]string{"sha-bbb over sha-aaa: created at the same time as sha-aaa; of equal dates the name that sorts last wins"},
		[][2]string{{"tag-dates-constant error 6:51", "2 images of image \"" + r.Host + "/owner/app\" have the date " + zero}},
	}.check(t, newestBuild(r), o)
}
