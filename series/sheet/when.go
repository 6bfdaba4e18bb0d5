package sheet

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// spelling is one way to write a date or step. A time is held as wall clock
// seconds, as if it were UTC; a step as itself.
type spelling string

// Spellings that time.Parse does not know.
const (
	integers spelling = ""
	isoWeek  spelling = "2006-W02"
	quarter  spelling = "2006-Q1"
	quarterB spelling = "2006Q1"
)

// spellings are tried in this order; what could be two of them is the first.
// Day before month is put first when the file shows it (see newDates).
var spellings = [...]spelling{
	"2006-01-02", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04", "2006-01-02T15:04", "2006-01", isoWeek, quarter, quarterB,
	"20060102", "200601", integers,
	"2006/01/02", "2006/1/2", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/1/2 15:04", "2006.01.02", "2006/01",
	"02.01.2006", "2.1.2006", "02.01.2006 15:04",
	"01/02/2006", "1/2/2006", "01/02/2006 15:04", "1/2/2006 15:04", "02/01/2006", "2/1/2006", "02/01/2006 15:04", "2/1/2006 15:04", "02-01-2006",
	"2 Jan 2006", "02-Jan-2006", "Jan 2, 2006", "Jan 2006", "January 2006", "2006年1月2日", "2006年1月",
}

// dates reads the dates of one file.
type dates struct {
	spelling spelling
	zone     *time.Location // of the first date that names one
	last     []byte         // rows of a wide file apart, dates come again and again
	value    int64
	known    map[string]int64

	typed bool // a Parquet file's timestamps, which always have a clock:
	clock bool // it is written only if one of them was not midnight
}

// maxKnown bounds what is remembered of a file with ever new dates.
const maxKnown = 1 << 16

// newDates finds the spelling that explains most of the cells, the earliest of
// equals, and reports how many it explains.
func newDates(cells []string) (*dates, int) {
	best, most := integers, 0
	for _, s := range spellings {
		n := 0
		for _, c := range cells {
			if _, _, ok := parse(s, strings.TrimSpace(c)); ok {
				n++
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return &dates{spelling: best}, most
}

// read gives the wall clock seconds, or the step, of a cell.
func (d *dates) read(cell []byte) (int64, bool) {
	cell = bytes.TrimSpace(cell)
	if d.last != nil && bytes.Equal(cell, d.last) {
		return d.value, true
	}
	v, ok := int64(0), false
	switch {
	case d.spelling == "2006-01-02" && len(cell) == 10:
		v, ok = isoDate(cell)
	case d.spelling == integers:
		v, ok = integer(string(cell))
	default:
		if v, ok = d.known[string(cell)]; !ok {
			v, ok = d.any(string(cell))
		}
		if ok && len(d.known) < maxKnown {
			if d.known == nil {
				d.known = map[string]int64{}
			}
			d.known[string(cell)] = v
		}
	}
	if !ok && d.spelling == "2006-01-02" { // a stray timestamp
		v, ok = d.any(string(cell))
	}
	if ok {
		d.clock = d.clock || v%day != 0
		d.last, d.value = append(d.last[:0], cell...), v
	}
	return v, ok
}

// any tries the file's spelling, then the others but numbers.
func (d *dates) any(s string) (int64, bool) {
	t, zoned, ok := parse(d.spelling, s)
	for i := 0; !ok && i < len(spellings); i++ {
		if other := spellings[i]; other != integers && other != "200601" && other != "20060102" {
			t, zoned, ok = parse(other, s)
		}
	}
	if !ok {
		return 0, false
	}
	if !zoned {
		return t.Unix(), true
	}
	if d.zone == nil {
		d.zone = t.Location()
	}
	_, offset := t.In(d.zone).Zone()
	return t.Unix() + int64(offset), true
}

// parse reads s in one spelling; zoned says that it names its zone. Steps come
// as seconds.
func parse(sp spelling, s string) (t time.Time, zoned, ok bool) {
	if len(s) == 0 || len(s) > 40 {
		return t, false, false
	}
	switch sp {
	case integers:
		n, ok := integer(s)
		return time.Unix(n, 0), false, ok
	case isoWeek:
		y, w, ok := strings.Cut(s, "-W")
		year, week, ok := twoNumbers(y, w, ok, 53)
		if !ok {
			return t, false, false
		}
		jan4 := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // is always in week 1
		return jan4.AddDate(0, 0, 7*(week-1)-(int(jan4.Weekday())+6)%7), false, true
	case quarter, quarterB:
		y, q, ok := strings.Cut(s, string(sp[4:len(sp)-1]))
		year, n, ok := twoNumbers(y, q, ok, 4)
		return time.Date(year, time.Month(3*n-2), 1, 0, 0, 0, 0, time.UTC), false, ok
	case "20060102", "200601":
		if len(s) != len(sp) || s < "19" || s >= "21" { // else a step like any other
			return t, false, false
		}
	}
	t, err := time.Parse(string(sp), s)
	return t, strings.Contains(string(sp), "Z07"), err == nil && t.Year() > 0
}

func twoNumbers(a, b string, ok bool, most int) (int, int, bool) {
	if !ok || len(a) != 4 || len(b) < 1 || len(b) > 2 {
		return 0, 0, false
	}
	x, err := strconv.ParseUint(a, 10, 16)
	y, err2 := strconv.ParseUint(b, 10, 16)
	return int(x), int(y), err == nil && err2 == nil && x > 0 && y >= 1 && int(y) <= most
}

// maxStep keeps sums and differences of steps far from an overflow.
const maxStep = 1e15

// integer reads a step, also 12.0 as pandas writes integers with gaps.
func integer(s string) (int64, bool) {
	const longest = 32 // characters of a step
	if len(s) > longest {
		return 0, false
	}
	if whole, zeros, ok := strings.Cut(s, "."); ok && strings.Trim(zeros, "0") == "" {
		s = whole
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && math.Abs(float64(n)) <= maxStep
}

// isoDate is the fast way to read 2006-01-02.
func isoDate(c []byte) (int64, bool) {
	if c[4] != '-' || c[7] != '-' {
		return 0, false
	}
	n := [8]int{}
	for i, j := 0, 0; i < 10; i++ {
		if i == 4 || i == 7 {
			continue
		}
		d := int(c[i] - '0')
		if d > 9 {
			return 0, false
		}
		n[j] = d
		j++
	}
	year, month, day := n[0]*1000+n[1]*100+n[2]*10+n[3], n[4]*10+n[5], n[6]*10+n[7]
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix(), true
}

// daysIn is the length of a month, from 1.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// write spells wall clock seconds, or a step, as the file does.
func (d *dates) write(v int64) string {
	t := time.Unix(v, 0).UTC()
	switch d.spelling {
	case integers:
		return strconv.FormatInt(v, 10)
	case isoWeek:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case quarter, quarterB:
		return t.Format("2006") + string(d.spelling[4:len(d.spelling)-1]) + strconv.Itoa((int(t.Month())+2)/3)
	}
	if d.typed && !d.clock && d.spelling == parquetTime {
		return t.Format(time.DateOnly)
	}
	if d.zone != nil {
		y, m, day := t.Date()
		t = time.Date(y, m, day, t.Hour(), t.Minute(), t.Second(), 0, d.zone)
	}
	return t.Format(string(d.spelling))
}
