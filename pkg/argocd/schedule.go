// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Schedule is when a sync window begins: a cron expression of five fields, read as robfig/cron/v3 does without its
// descriptors (@daily) and without seconds.
type Schedule struct {
	minute, hour, day, month, weekday uint64 // one bit for each value
	anyDay, anyWeekday                bool
}

type cronField struct {
	name     string
	low      int
	high     int
	synonyms []string // of low, low+1 and so on
}

var cronFields = [...]cronField{
	{name: "minute", low: 0, high: 59},
	{name: "hour", low: 0, high: 23},
	{name: "day of month", low: 1, high: 31},
	{name: "month", low: 1, high: 12, synonyms: strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
	{name: "day of week", low: 0, high: 6, synonyms: strings.Fields("sun mon tue wed thu fri sat")},
}

// ParseSchedule reads the schedule of a sync window.
func ParseSchedule(text string) (Schedule, error) {
	var s Schedule
	rest := text
	if strings.HasPrefix(text, "TZ=") || strings.HasPrefix(text, "CRON_TZ=") {
		_, rest, _ = strings.Cut(text, " ")
	}
	if strings.HasPrefix(strings.TrimSpace(rest), "@") {
		return s, fmt.Errorf("schedule %q must be five fields: words such as @daily are not read", text)
	}
	fields := strings.Fields(rest)
	if len(fields) != len(cronFields) {
		return s, fmt.Errorf("schedule %q must be five fields (minute, hour, day, month and day of week), not %d", text, len(fields))
	}
	sets := [...]*uint64{&s.minute, &s.hour, &s.day, &s.month, &s.weekday}
	for i, f := range cronFields {
		set, star, err := f.parse(fields[i])
		if err != nil {
			return s, fmt.Errorf("schedule %q: %s %q %w", text, f.name, fields[i], err)
		}
		*sets[i] = set
		switch f.name {
		case "day of month":
			s.anyDay = star
		case "day of week":
			s.anyWeekday = star
		}
	}
	return s, nil
}

// parse returns the values of a field, and whether it holds a star that leaves the choice to the other day field.
func (f cronField) parse(text string) (set uint64, star bool, err error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		one, anyOf, err := f.parsePart(part)
		if err != nil {
			return 0, false, err
		}
		set |= one
		star = star || anyOf
	}
	if set == 0 {
		return 0, false, errors.New("must name a value")
	}
	return set, star, nil
}

func (f cronField) parsePart(part string) (set uint64, star bool, err error) {
	span, stepText, stepped := strings.Cut(part, "/")
	lowText, highText, isSpan := strings.Cut(span, "-")
	low, high, step := f.low, f.high, 1
	if lowText == "*" || lowText == "?" {
		star = true
	} else {
		if low, err = f.value(lowText); err != nil {
			return 0, false, err
		}
		switch {
		case isSpan:
			if high, err = f.value(highText); err != nil {
				return 0, false, err
			}
		case !stepped:
			high = low
		}
	}
	if stepped {
		if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
			return 0, false, fmt.Errorf("must have a step of 1 or more, not %q", stepText)
		}
		star = star && step == 1
	}
	if low < f.low || high > f.high {
		return 0, false, fmt.Errorf("must lie between %d and %d%s", f.low, f.high, f.hint(high))
	}
	if low > high {
		return 0, false, fmt.Errorf("must not begin at %d and end at %d: write two spans", low, high)
	}
	for v := low; v <= high; v += step {
		set |= 1 << v
	}
	return set, star, nil
}

func (f cronField) hint(value int) string {
	if f.synonyms != nil && f.low == 0 && value == 7 {
		return "; Sunday is 0"
	}
	return ""
}

func (f cronField) value(text string) (int, error) {
	for i, s := range f.synonyms {
		if strings.EqualFold(s, text) {
			return f.low + i, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("must be a number, not %q", text)
	}
	return n, nil
}

// Always reports whether it begins over and over all day and every day: the usual way to say "always".
func (s Schedule) Always() bool {
	return bits.OnesCount64(s.hour) == 24 && s.anyDay && s.anyWeekday && bits.OnesCount64(s.month) == 12
}

const minutesOfWeek = 7 * 24 * 60

// ShortestGap returns the shortest time between two starts, where that is certain from the hours and the days of the week. A
// schedule that names days of the month is looked at within one day.
func (s Schedule) ShortestGap() (gap time.Duration, ok bool) {
	var starts []int
	days := s.weekday
	if !s.anyDay {
		days = 1
	}
	for day := range 7 {
		for hour := range 24 {
			if days>>day&1 == 0 || s.hour>>hour&1 == 0 {
				continue
			}
			for minute := s.minute; minute != 0; minute &= minute - 1 {
				starts = append(starts, (day*24+hour)*60+bits.TrailingZeros64(minute))
			}
		}
	}
	shortest := minutesOfWeek
	for i := 1; i < len(starts); i++ {
		shortest = min(shortest, starts[i]-starts[i-1])
	}
	if s.anyDay && len(starts) > 0 {
		shortest = min(shortest, starts[0]+minutesOfWeek-starts[len(starts)-1])
	} else if len(starts) < 2 {
		return 0, false
	}
	return time.Duration(shortest) * time.Minute, true
}
