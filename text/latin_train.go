package text

import (
	"math"
	"strings"
	"unicode"
)

// newLatinModel counts letters and words in the profiles: a few thousand
// bytes of each language, written for this purpose.
func newLatinModel() *latinModel {
	m := &latinModel{words: map[string]scores{}}
	for i, r := range []rune(letters) {
		if r >= 'a' {
			m.letter[r] = uint8(i)
		}
	}
	m.letter['\''] = uint8(strings.IndexByte(letters, '\''))
	for r := range rune(len(m.letter)) {
		if m.letter[r] != 0 || !unicode.IsLetter(r) {
			continue
		}
		if l := unicode.ToLower(r); int(l) < len(m.letter) && m.letter[l] != 0 {
			m.letter[r] = m.letter[l]
		} else {
			m.letter[r] = uint8(len([]rune(letters)) - 1)
		}
	}
	var counts [latins]*profile
	for k, lang := range latinLangs {
		// Reading an embedded file that the build put there cannot fail.
		text, _ := profileFiles.ReadFile("profiles/" + string(lang) + ".txt")
		counts[k] = m.count(string(text))
	}
	m.scoreLetters(&counts)
	m.scoreWords(&counts)
	return m
}

// profile is what was counted in one language.
type profile struct {
	one   [1 << letterBits]float64
	two   [1 << (2 * letterBits)]float64
	three map[int]float64
	total float64 // letters and word ends
	words map[string]float64
	said  float64 // words
}

func (m *latinModel) count(text string) *profile {
	p := &profile{three: map[int]float64{}, words: map[string]float64{}}
	var word []byte
	for _, r := range text + "\n" {
		c := m.number(r)
		if c != 0 {
			word = append(word, byte(c))
			continue
		}
		if len(word) == 0 {
			continue
		}
		p.words[string(word)]++
		p.said++
		a, b := 0, 0
		for _, c := range append(word, 0) {
			c := int(c)
			p.one[c]++
			p.two[b<<letterBits|c]++
			p.three[(a<<letterBits|b)<<letterBits|c]++
			p.total++
			a, b = b, c
		}
		word = word[:0]
	}
	return p
}

// prior is how many observations the shorter context counts for when the
// longer one has been seen seldom (Dirichlet smoothing; MacKay and Bauman
// Peto, 1995). Chosen on held-out sentences; between 2 and 10 it hardly
// matters.
const prior = 4

// one1, two and three are P(c), P(c|b) and P(c|ab), smoothed.
func (p *profile) p1(c int) float64 {
	return (p.one[c] + 0.5) / (p.total + 0.5*float64(len(p.one)))
}

func (p *profile) p2(b, c int) float64 {
	seen := p.one[b]
	if b == 0 {
		seen = p.said // every word starts after a gap
	}
	return (p.two[b<<letterBits|c] + prior*p.p1(c)) / (seen + prior)
}

func (p *profile) p3(a, b, c int) float64 {
	seen := p.two[a<<letterBits|b]
	if a == 0 && b == 0 {
		seen = p.said
	}
	return (p.three[(a<<letterBits|b)<<letterBits|c] + prior*p.p2(b, c)) / (seen + prior)
}

// scoreLetters fills in the scores of every pair and of the threes that any
// profile has.
func (m *latinModel) scoreLetters(counts *[latins]*profile) {
	const mask = 1<<letterBits - 1
	for i := range m.pair {
		for k, p := range counts {
			m.pair[i][k] = logScore(p.p2(i>>letterBits, i&mask))
		}
	}
	m.rows = make([]scores, 1, 1<<13) // row 0: none
	for _, p := range counts {
		for t := range p.three {
			if m.row[t] == 0 {
				m.row[t] = 1 // numbered below, in order
			}
		}
	}
	for t := range m.row {
		if m.row[t] == 0 {
			continue
		}
		var row scores
		for k, p := range counts {
			row[k] = logScore(p.p3(t>>(2*letterBits), t>>letterBits&mask, t&mask))
		}
		m.row[t] = uint16(len(m.rows))
		m.rows = append(m.rows, row)
	}
}

// scoreWords gives each word that a profile has a bonus: its log-probability
// in each language against the one where it is most usual, so that a word of
// all languages (via, moda) tells little.
func (m *latinModel) scoreWords(counts *[latins]*profile) {
	const (
		unseen = 0.2 // occurrences a word has in a profile without it
		floor  = 2.5 // nats one word may tell at most, beside its letters
	)
	for _, p := range counts {
		for w := range p.words {
			var logs [latins]float64
			best := math.Inf(-1)
			for k, q := range counts {
				logs[k] = math.Log((q.words[w] + unseen) / q.said)
				best = max(best, logs[k])
			}
			var row scores
			for k := range logs {
				row[k] = int16(max(logs[k]-best, -floor) * scoreScale)
			}
			m.words[w] = row
		}
	}
}

func logScore(p float64) int16 {
	return int16(max(math.Round(math.Log(p)*scoreScale), math.MinInt16))
}
