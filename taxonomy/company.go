package taxonomy

import "strings"

// settle turns hits into mentions: ambiguous ones only in company (see
// Company), the words of the rules not at all.
func (m *Matcher) settle(dst []Mention, s string, hits []hit) []Mention {
	title := -1 // not looked for yet
	for i, h := range hits {
		n := &m.names[h.name]
		if n.concept < 0 {
			continue
		}
		if n.flags&ambiguous != 0 && !m.near(hits, i) {
			if title < 0 {
				title = m.titleEnd(s)
			}
			if !m.titled(hits, i, title) {
				continue
			}
		}
		dst = append(dst, Mention{Concept: m.pack.concepts[n.concept].ID, Start: h.start, End: h.end})
	}
	return dst
}

// near looks for a voucher within the window around hit i. Hits do not
// overlap, so it sees at most a window's worth of them on either side.
func (m *Matcher) near(hits []hit, i int) bool {
	for j := i - 1; j >= 0 && hits[i].start-hits[j].end <= m.window; j-- {
		if m.vouchesFor(hits[j], hits[i]) {
			return true
		}
	}
	for j := i + 1; j < len(hits) && hits[j].start-hits[i].end <= m.window; j++ {
		if m.vouchesFor(hits[j], hits[i]) {
			return true
		}
	}
	return false
}

// titled looks for a voucher in the title, which ends at byte end.
func (m *Matcher) titled(hits []hit, i, end int) bool {
	for j := 0; j < i && hits[j].end <= end; j++ {
		if m.vouchesFor(hits[j], hits[i]) {
			return true
		}
	}
	return false
}

// titleEnd is where the first line ends, 0 when it is too long for a title.
func (m *Matcher) titleEnd(s string) int {
	if end := strings.IndexByte(s[:min(len(s), m.window+1)], '\n'); end > 0 {
		return end
	}
	return 0
}

func (m *Matcher) vouchesFor(v, h hit) bool {
	n := &m.names[v.name]
	return n.flags&(vouches|context|core) != 0 && n.concept != m.names[h.name].concept
}
