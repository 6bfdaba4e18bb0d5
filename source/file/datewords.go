package file

import (
	"strings"
	"time"
)

var (
	monthNames   = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	weekdayNames = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)

// words reads dates whose month is a name, in any order of the parts:
// "Fri, 16 Nov 2012 18:23:21 GMT", "November 16th, 2012", "Fri Nov 16
// 18:23:21 +0000 2012".
func (p *dateScanner) words() (time.Time, dateKind, bool) {
	clocked := false
	for {
		for c := p.peek(); c == ' ' || c == ',' || c == '\t'; c = p.peek() {
			p.i++
		}
		if p.done() {
			break
		}
		c := p.peek()
		switch {
		case isLetter(c):
			if !p.dateWord() {
				return time.Time{}, 0, false
			}
		case c-'0' <= 9:
			start := p.i
			v, n := p.number()
			if p.peek() == ':' || !clocked && p.day != 0 && p.year != 0 {
				p.i = start
				if clocked || !p.clock() {
					return time.Time{}, 0, false
				}
				clocked = true
				continue
			}
			if !p.dayOrYear(v, n) {
				return time.Time{}, 0, false
			}
		case c == '-' && !clocked: // 16-Nov-2012
			p.i++
		default: // a zone or a comment that stood apart from its clock
			before := p.i
			if !clocked || !p.zone() || p.i == before {
				return time.Time{}, 0, false
			}
		}
	}
	return p.time(dateWritten) // checks that month, day and year were all there
}

// dateWord takes a month, or passes over a weekday or a filler.
func (p *dateScanner) dateWord() bool {
	w := strings.ToLower(p.word())
	if p.peek() == '.' {
		p.i++
	}
	for i, name := range monthNames {
		if abbreviates(w, name) || w == "sept" && i == 8 {
			if p.month != 0 {
				return false
			}
			p.month = i + 1
			return true
		}
	}
	for _, name := range weekdayNames {
		if abbreviates(w, name) || w == "tues" || w == "thur" || w == "thurs" {
			return true
		}
	}
	return w == "at" || w == "of" || w == "on" || w == "the"
}

// abbreviates accepts the full name and its first three letters.
func abbreviates(w, name string) bool { return w == name || len(w) == 3 && w == name[:3] }

// dayOrYear takes a number of a date in words: four digits are the year, up
// to two the day, or the year once the day is known.
func (p *dateScanner) dayOrYear(v, digits int) bool {
	switch {
	case digits == 4 && p.year == 0:
		p.year = v
	case digits <= 2 && p.day == 0:
		p.day = v
		for _, suffix := range [...]string{"st", "nd", "rd", "th"} {
			if p.eat(suffix) {
				break
			}
		}
	case digits == 2 && p.year == 0 && p.month != 0: // 16-Nov-12
		p.year = 1900 + v
		if v < 69 {
			p.year += 100
		}
	default:
		return false
	}
	return true
}
