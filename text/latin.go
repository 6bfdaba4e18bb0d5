package text

import (
	"embed"
	"math"
	"sync"
)

//go:embed profiles/*.txt
var profileFiles embed.FS

// latinLangs are the languages told apart by letters, in the order of every
// row of scores.
var latinLangs = [...]Lang{English, French, Italian, Spanish, German, Portuguese}

const latins = len(latinLangs)

// scores is a log-probability for each of latinLangs in 1/256 nats; two are
// unused so that a row is 16 bytes.
type scores [8]int16

const scoreScale = 256

// letters gives each letter of the six languages a number below 64, so that
// three of them are an index of 18 bits. Everything else is 0, the gap
// between words; '?' stands for any other letter.
const letters = "\x00abcdefghijklmnopqrstuvwxyz'àâäáãåæçèéêëìíîïñòóôöõøœùúûüßÿ?"

const letterBits = 6

// latinModel scores letters and words. It is made at first use from the
// profiles and never written again.
type latinModel struct {
	letter [0x250]uint8                  // number of each Latin letter, case folded
	row    [1 << (3 * letterBits)]uint16 // of each three letters in rows, 0 when no profile has them
	rows   []scores                      // log P(third letter | two before)
	pair   [1 << (2 * letterBits)]scores // the same from one letter before, for what no profile has
	words  map[string]scores             // bonus of words profiles have, by letter numbers
}

var latinModelOnce = sync.OnceValue(newLatinModel)

// latinScore sums up evidence for each of latinLangs.
type latinScore struct {
	sum   [latins]float64
	words int // scored
	known int // of them in a profile
}

// add scores the words of s.
func (l *latinScore) add(s string) {
	m := latinModelOnce()
	var word [24]byte // longer ones are in no profile
	n, a, b := 0, 0, 0
	var sum [latins]int32
	score := func(c int) {
		row := &m.pair[b<<letterBits|c]
		if i := m.row[(a<<letterBits|b)<<letterBits|c]; i != 0 {
			row = &m.rows[i]
		}
		for k := range sum {
			sum[k] += int32(row[k])
		}
		a, b = b, c
	}
	end := func() {
		score(0)
		if n <= len(word) {
			if bonus, ok := m.words[string(word[:n])]; ok {
				l.known++
				for k := range sum {
					sum[k] += int32(bonus[k])
				}
			}
		}
		for k := range sum {
			l.sum[k] += float64(sum[k]) / scoreScale
			sum[k] = 0
		}
		l.words++
		n, a, b = 0, 0, 0
	}
	for i := 0; i < len(s); {
		r, size := decode(s, i)
		i += size
		c := m.number(r)
		if c == 0 {
			if n > 0 {
				end()
			}
			continue
		}
		if n < len(word) {
			word[n] = byte(c)
		}
		n++
		score(c)
	}
	if n > 0 {
		end()
	}
}

// number is the letter's number, 0 for what is no Latin letter.
func (m *latinModel) number(r rune) int {
	switch {
	case r < 0x250:
		return int(m.letter[r])
	case r == '’':
		return int(m.letter['\''])
	case r >= 0x1E00 && r < 0x1F00:
		return int(m.letter['?'])
	}
	return 0
}

const (
	// temper flattens the probabilities, which are too sure of themselves
	// because neighbouring letters are counted as if independent.
	temper = 0.5
	// unsure is the probability below which a text is of no known language.
	unsure = 0.4
	// nameWords is how many words, none of them known, may be just a name.
	nameWords = 2
	// english is what English has before anything is read, in nats: names,
	// brands and borrowed words look like any of the six, and stand in
	// English text most often.
	english = 1.5
)

// decide names the likeliest language and its probability.
func (l latinScore) decide() (Lang, float64) {
	l.sum[0] += english
	best := 0
	for k := range l.sum {
		if l.sum[k] > l.sum[best] {
			best = k
		}
	}
	total := 0.0
	for k := range l.sum {
		total += math.Exp(temper * (l.sum[k] - l.sum[best]))
	}
	sure := 1 / total
	if sure >= unsure && (l.known > 0 || l.words > nameWords) {
		return latinLangs[best], sure
	}
	return Und, sure
}
