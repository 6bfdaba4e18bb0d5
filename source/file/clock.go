package file

import (
	"strings"
	"time"
)

// dayParts are the Chinese words before a clock, and whether they mean the
// second half of the day.
var dayParts = []struct {
	word  string
	later bool
}{{"上午", false}, {"凌晨", false}, {"早上", false}, {"中午", true}, {"下午", true}, {"晚上", true}}

// zoneHours gives the hours from UTC of the zone names RFC 2822 (section 4.3)
// and HTTP dates define. Other abbreviations mean different things in
// different countries and are not read.
func zoneHours(name string) (int, bool) {
	switch strings.ToLower(name) {
	case "z", "utc", "gmt", "ut":
		return 0, true
	case "edt":
		return -4, true
	case "est", "cdt":
		return -5, true
	case "cst", "mdt":
		return -6, true
	case "mst", "pdt":
		return -7, true
	case "pst":
		return -8, true
	}
	return 0, false
}

// clock reads "T18:23:21.5Z", " 6:23 PM", "12时30分", "182321" and their
// zone. It may stop before the end.
func (p *dateScanner) clock() bool {
	if c := p.peek(); c == 'T' || c == 't' || c == ',' {
		p.i++
	}
	p.space()
	half := 0 // 1 morning, 2 afternoon
	for _, part := range dayParts {
		if p.eat(part.word) {
			half = 1
			if part.later {
				half = 2
			}
			p.space()
			break
		}
	}
	value, digits := p.number()
	switch {
	case digits == 6: // 182321
		p.hour, p.min, p.sec = value/10000, value/100%100, value%100
	case digits == 4: // 1823
		p.hour, p.min = value/100, value%100
	case digits == 1 || digits == 2:
		p.hour = value
		if !p.minutes() {
			return false
		}
	default:
		return false
	}
	if !p.fraction() {
		return false
	}
	p.space()
	if h := p.meridiem(); h != 0 {
		half = h
	}
	switch {
	case half == 2 && p.hour < 12:
		if p.hour == 0 {
			return false
		}
		p.hour += 12
	case half == 1 && p.hour == 12:
		p.hour = 0
	}
	if p.hour > 23 || p.min > 59 || p.sec > 60 {
		return false
	}
	return p.zone()
}

// minutes reads ":23", ":23:21", "时30分", "点", "时30分15秒" after an hour.
func (p *dateScanner) minutes() bool {
	var n int
	if p.eat("时") || p.eat("点") {
		if p.min, n = p.number(); n == 0 {
			return true
		}
		if p.eat("分") {
			if p.sec, n = p.number(); n > 0 {
				p.eat("秒")
			}
		}
		return n <= 2
	}
	if !p.eat(":") {
		c := p.peek() | 0x20 // "6 pm"
		return c == 'a' || c == 'p' || p.peek() == ' '
	}
	if p.min, n = p.number(); n != 2 {
		return false
	}
	if p.eat(":") {
		if p.sec, n = p.number(); n != 2 {
			return false
		}
	}
	return true
}

// fraction reads ".123" (or ",123", as Python logs write it), any length.
func (p *dateScanner) fraction() bool {
	if c := p.peek(); c != '.' && c != ',' {
		return true
	}
	p.i++
	start := p.i
	scale := int(time.Second)
	for !p.done() && p.s[p.i]-'0' <= 9 {
		scale /= 10
		p.nsec += int(p.s[p.i]-'0') * scale
		p.i++
	}
	return p.i > start
}

// meridiem reads am or pm: 0 none, 1 am, 2 pm.
func (p *dateScanner) meridiem() int {
	for i, spellings := range [2][]string{{"am", "a.m."}, {"pm", "p.m."}} {
		for _, t := range spellings {
			if rest := p.s[p.i:]; len(rest) >= len(t) && strings.EqualFold(rest[:len(t)], t) {
				p.i += len(t)
				return i + 1
			}
		}
	}
	return 0
}

// zone reads an optional zone: a name, an offset, a name and an offset in
// either order, and a comment in brackets, which is skipped.
func (p *dateScanner) zone() bool {
	for {
		p.space()
		c := p.peek()
		switch {
		case c == '+' || c == '-':
			if !p.offset() {
				return false
			}
		case c == '(':
			end := strings.IndexByte(p.s[p.i:], ')')
			if end < 0 {
				return false
			}
			p.i += end + 1
		case isLetter(c):
			start := p.i
			hours, ok := zoneHours(p.word())
			if !ok {
				p.i = start // the caller decides whether a word may follow
				return true
			}
			p.loc = fixedZone(hours * 60)
		default:
			return true
		}
	}
}

// offset reads +08:00, +0800 or +08.
func (p *dateScanner) offset() bool {
	sign := 1
	if p.s[p.i] == '-' {
		sign = -1
	}
	p.i++
	v, n := p.number()
	minutes := 0
	switch n {
	case 4:
		v, minutes = v/100, v%100
	case 1, 2:
		if p.eat(":") {
			if minutes, n = p.number(); n != 2 {
				return false
			}
		}
	default:
		return false
	}
	if v > 14 || minutes > 59 { // UTC+14 is the farthest zone there is
		return false
	}
	p.loc = fixedZone(sign * (v*60 + minutes))
	return true
}

// fixedZone is minutes east of UTC.
func fixedZone(minutes int) *time.Location {
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", minutes*60)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// word reads a run of ASCII letters.
func (p *dateScanner) word() string {
	start := p.i
	for !p.done() && isLetter(p.s[p.i]) {
		p.i++
	}
	return p.s[start:p.i]
}
