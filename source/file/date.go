package file

import (
	"strings"
	"time"
	"unicode/utf8"
)

// dateKind says how a date was written, as far as later decisions need it.
type dateKind int

const (
	dateWritten    dateKind = iota // year first, or with a month's name: can only be a date
	dateCompact                    // 20060102, 20060102150405
	dateEpoch                      // seconds, ms, µs or ns since 1970: looks like any other number
	dateEither                     // 03/04/2020: either order is possible
	dateDayFirst                   // 25/12/2020
	dateMonthFirst                 // 12/25/2020
)

// maxDateLen is longer than the longest usual spelling, that of JavaScript:
// "Fri Nov 16 2012 18:23:21 GMT+0800 (China Standard Time)".
const maxDateLen = 64

// parseDate reads one date in any of the usual spellings. Without a zone of
// its own it is taken in loc. dayFirst decides 03/04/2020.
//
// Spellings: ISO 8601 and RFC 3339 with -, / or . between; RFC 1123, 2822,
// ANSI C and the APIs of Twitter and Weibo; "Nov 16, 2012", "16 November
// 2012", "16-Nov-2012"; 11/16/2012 and 16.11.2012 (dots are day first);
// 2023年9月30日 下午3:20; 20230930 with or without a clock; epoch seconds,
// milli-, micro- and nanoseconds by their number of digits.
func parseDate(s string, loc *time.Location, dayFirst bool) (time.Time, dateKind, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > maxDateLen {
		return time.Time{}, 0, false
	}
	p := dateScanner{s: s, loc: loc}
	first, digits := p.number()
	switch {
	case digits == 0:
		return p.words()
	case p.done() || digits >= 9 && p.peek() == '.':
		return p.digitsOnly(digits)
	case digits == 8 && (p.peek() == 'T' || p.peek() == ' '):
		p.year, p.month, p.day = first/10000, first/100%100, first%100
		return p.finish(dateCompact)
	case digits == 4 && p.eat("年"):
		return p.chinese(first)
	case digits == 4:
		return p.yearFirst(first)
	case digits <= 2 && isSeparator(p.peek()):
		return p.yearLast(first, dayFirst)
	}
	p.i = 0
	return p.words()
}

func isSeparator(c byte) bool { return c == '-' || c == '/' || c == '.' }

// dateScanner walks one spelling and collects its parts.
type dateScanner struct {
	s   string
	i   int
	loc *time.Location

	year, month, day     int
	hour, min, sec, nsec int
}

func (p *dateScanner) done() bool { return p.i >= len(p.s) }

// peek is the next byte, 0 at the end.
func (p *dateScanner) peek() byte {
	if p.done() {
		return 0
	}
	return p.s[p.i]
}

func (p *dateScanner) eat(t string) bool {
	if strings.HasPrefix(p.s[p.i:], t) {
		p.i += len(t)
		return true
	}
	return false
}

func (p *dateScanner) space() {
	for !p.done() && (p.s[p.i] == ' ' || p.s[p.i] == '\t') {
		p.i++
	}
}

// number reads at most 19 digits; more are not a date.
func (p *dateScanner) number() (value, digits int) {
	for !p.done() && p.s[p.i]-'0' <= 9 {
		if digits == 19 {
			return 0, 0
		}
		value = value*10 + int(p.s[p.i]-'0')
		digits++
		p.i++
	}
	return value, digits
}

// digitsOnly reads epochs and compact dates. Which epoch it is follows from
// the number of digits, which is distinct for every instant since 1973.
func (p *dateScanner) digitsOnly(digits int) (time.Time, dateKind, bool) {
	whole := p.s[:p.i]
	if !p.done() { // "1353090201.0", as data frames write integers with gaps
		p.i++
		if _, n := p.number(); n == 0 || !p.done() {
			return time.Time{}, 0, false
		}
	}
	p.i = 0
	n, _ := p.number()
	if n < 0 { // 19 digits can be more than an int64
		return time.Time{}, 0, false
	}
	switch digits {
	case 9, 10:
		return time.Unix(int64(n), 0).UTC(), dateEpoch, true
	case 13:
		return time.UnixMilli(int64(n)).UTC(), dateEpoch, true
	case 15, 16:
		return time.UnixMicro(int64(n)).UTC(), dateEpoch, true
	case 18, 19:
		return time.Unix(0, int64(n)).UTC(), dateEpoch, true
	case 8, 12, 14:
		p.i = 8
		ymd := dateScanner{s: whole[:8]}
		v, _ := ymd.number()
		p.year, p.month, p.day = v/10000, v/100%100, v%100
		p.s = whole
		if t, kind, ok := p.finish(dateCompact); ok || digits != 12 {
			return t, kind, ok
		}
		return time.UnixMilli(int64(n)).UTC(), dateEpoch, true
	}
	return time.Time{}, 0, false
}

// yearFirst reads 2006-01-02 and what may follow.
func (p *dateScanner) yearFirst(year int) (time.Time, dateKind, bool) {
	sep := p.peek()
	if !isSeparator(sep) {
		return time.Time{}, 0, false
	}
	p.i++
	month, n := p.number()
	if n == 0 || n > 2 || p.peek() != sep {
		return time.Time{}, 0, false
	}
	p.i++
	day, n := p.number()
	if n == 0 || n > 2 {
		return time.Time{}, 0, false
	}
	p.year, p.month, p.day = year, month, day
	return p.finish(dateWritten)
}

// yearLast reads 11/16/2012, 16.11.2012 and 16-Nov-2012.
func (p *dateScanner) yearLast(a int, dayFirst bool) (time.Time, dateKind, bool) {
	sep := p.peek()
	p.i++
	b, n := p.number()
	if n == 0 { // a month's name follows
		p.i = 0
		return p.words()
	}
	if n > 2 || p.peek() != sep {
		return time.Time{}, 0, false
	}
	p.i++
	year, n := p.number()
	switch {
	case n == 2 && sep == '-': // 24-03-05 is read year first in Asia, day first in Europe
		return time.Time{}, 0, false
	case n == 2 && year < 69: // the pivot of POSIX strptime
		year += 2000
	case n == 2:
		year += 1900
	case n != 4:
		return time.Time{}, 0, false
	}
	kind := dateEither
	switch {
	case sep == '.': // written so only where the day comes first
		kind, dayFirst = dateWritten, true
	case a > 12:
		kind, dayFirst = dateDayFirst, true
	case b > 12:
		kind, dayFirst = dateMonthFirst, false
	}
	p.year, p.month, p.day = year, a, b
	if dayFirst {
		p.month, p.day = b, a
	}
	return p.finish(kind)
}

// chinese reads what follows the year in 2023年9月30日.
func (p *dateScanner) chinese(year int) (time.Time, dateKind, bool) {
	p.space()
	month, n := p.number()
	if n == 0 || n > 2 || !p.eat("月") {
		return time.Time{}, 0, false
	}
	p.space()
	day, n := p.number()
	if n == 0 || n > 2 || !p.eat("日") && !p.eat("号") {
		return time.Time{}, 0, false
	}
	p.year, p.month, p.day = year, month, day
	p.space()
	if p.eat("星期") || p.eat("周") {
		_, size := utf8.DecodeRuneInString(p.s[p.i:])
		p.i += size
	}
	return p.finish(dateWritten)
}

// finish reads an optional clock and zone to the end and checks that the day
// exists.
func (p *dateScanner) finish(kind dateKind) (time.Time, dateKind, bool) {
	if !p.done() && !p.clock() || !p.done() {
		return time.Time{}, 0, false
	}
	return p.time(kind)
}

// time puts the parts together, refusing 30 February rather than moving it.
func (p *dateScanner) time(kind dateKind) (time.Time, dateKind, bool) {
	if p.year < 1 || p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 {
		return time.Time{}, 0, false
	}
	day := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if day.Day() != p.day {
		return time.Time{}, 0, false
	}
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.min, p.sec, p.nsec, p.loc).UTC(), kind, true
}
