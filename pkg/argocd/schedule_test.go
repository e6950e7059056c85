// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"testing"
	"time"
	_ "time/tzdata" // this machine may have none

	"gotest.tools/v3/assert"
)

func TestParseSchedule(t *testing.T) {
	for _, test := range []struct {
		in     string
		gap    time.Duration
		known  bool
		always bool
	}{
		{"0 22 * * *", 24 * time.Hour, true, false},
		{"0 6-22 * * *", time.Hour, true, false},
		{"0 0 * * 6,0", 24 * time.Hour, true, false},
		{"0 9 * * MON-FRI", 24 * time.Hour, true, false},
		{"0 0 * * sat", 7 * 24 * time.Hour, true, false},
		{"*/10 * * * *", 10 * time.Minute, true, true},
		{"* * * * *", time.Minute, true, true},
		{"0 0 1 * *", 0, false, false},
		{"0 0,6 1 * ?", 6 * time.Hour, true, false},
		{"30 1/2 * jan-dec *", 2 * time.Hour, true, false},
		{"CRON_TZ=Europe/Berlin 0 22 * * *", 24 * time.Hour, true, false},
		{"0  22  *  *  *", 24 * time.Hour, true, false},
	} {
		t.Run(test.in, func(t *testing.T) {
			s, err := ParseSchedule(test.in)
			assert.NilError(t, err)
			gap, known := s.ShortestGap()
			assert.Equal(t, gap, test.gap)
			assert.Equal(t, known, test.known)
			assert.Equal(t, s.Always(), test.always)
		})
	}
}

func TestParseScheduleRefuses(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", `schedule "" must be five fields (minute, hour, day, month and day of week), not 0`},
		{"@daily", `schedule "@daily" must be five fields: words such as @daily are not read`},
		{"0 0 22 * * *", `schedule "0 0 22 * * *" must be five fields (minute, hour, day, month and day of week), not 6`},
		{"0 22 * * 7", `schedule "0 22 * * 7": day of week "7" must lie between 0 and 6; Sunday is 0`},
		{"60 22 * * *", `schedule "60 22 * * *": minute "60" must lie between 0 and 59`},
		{"0 22-6 * * *", `schedule "0 22-6 * * *": hour "22-6" must not begin at 22 and end at 6: write two spans`},
		{"*/0 22 * * *", `schedule "*/0 22 * * *": minute "*/0" must have a step of 1 or more, not "0"`},
		{"0 x * * *", `schedule "0 x * * *": hour "x" must be a number, not "x"`},
		{"0 , * * *", `schedule "0 , * * *": hour "," must name a value`},
	} {
		_, err := ParseSchedule(test.in)
		assert.Error(t, err, test.want)
	}
}

func TestTimeZones(t *testing.T) {
	for _, name := range zoneNames() {
		_, err := time.LoadLocation(name)
		assert.NilError(t, err)
		assert.NilError(t, CheckTimeZone(name))
	}
	assert.NilError(t, CheckTimeZone(""))
	assert.ErrorContains(t, CheckTimeZone("Europe/Berln"), `did you mean "Europe/Berlin"?`)
	assert.ErrorContains(t, CheckTimeZone("CEST"), "Argo CD takes UTC")
	assert.ErrorContains(t, CheckTimeZone("europe/berlin"), `did you mean "Europe/Berlin"?`)
}
