// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestMisspelling(t *testing.T) {
	for _, test := range []struct {
		got, name string
		want      bool
	}{
		{"web-prof", "web-prod", true}, {"webprod", "web-prod", true}, {"shop_api", "shop-api", true}, {"Shop", "shop", true},
		{"app", "apps", true}, {"applicatoins", "applications", true}, {"shop-wbe", "shop-web", true}, {"hmoe-manager", "home-manager", true},
		{"team-a", "team-b", false}, {"web-1", "web-2", false}, {"web1", "web2", false}, {"shop-dev", "shop-qa", false}, {"shop-dev", "shop-prod", false},
		{"us-east", "us-west", false}, {"web", "wiki", false}, {"api", "app", false}, {"shop", "shop-web", false}, {"app", "app", false}, {"", "a", false},
		{"shop-web-a", "shop-wbe-b", false}, {"v1", "v1beta1", false},
	} {
		got, ok := Misspelling(test.got, []string{"unlike-all", test.name})
		assert.Check(t, ok == test.want, "%s of %s", test.got, test.name)
		assert.Check(t, ok == (got == test.name), "%s of %s", test.got, test.name)
	}
}

func TestFew(t *testing.T) {
	assert.DeepEqual(t, Few("team-c", []string{"zebra", "team-ab", "team-b"}, 2), []string{"team-b", "team-ab"})
	assert.DeepEqual(t, Few("x", []string{"y"}, 3), []string{"y"})
	assert.DeepEqual(t, Few("x", nil, 3), []string{})
}
