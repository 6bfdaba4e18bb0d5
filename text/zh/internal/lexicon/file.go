package lexicon

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrFormat says that data are not a lexicon.
var ErrFormat = errors.New("lexicon: not a marshalled lexicon, or a damaged one")

// The bytes of a lexicon: the sum of frequencies (float64), the number of
// characters (uint32) and each of them in order of code (uint16), then the
// number of units (uint32) and the units; little-endian throughout.
//
// The units are written field by field and byte by byte (planes), because
// like stands by like then and compresses twice as well.
const planes = 7 // three bytes of Base, two of Label, two of Cost

// append appends the trie's bytes to b.
func (t *Trie) append(b []byte) []byte {
	n := len(t.Units)
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	at := len(b)
	b = append(b, make([]byte, planes*n)...)
	p := b[at:]
	for i, u := range t.Units {
		p[i], p[n+i], p[2*n+i] = byte(u.Base), byte(u.Base>>8), byte(u.Base>>16)
		p[3*n+i], p[4*n+i] = byte(u.Label), byte(u.Label>>8)
		p[5*n+i], p[6*n+i] = byte(u.Cost), byte(u.Cost>>8)
	}
	return b
}

// parseTrie reads a trie from the front of b and returns what follows it.
func parseTrie(b []byte) (Trie, []byte, error) {
	if len(b) < 4 {
		return Trie{}, nil, ErrFormat
	}
	n := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	if n > len(b)/planes {
		return Trie{}, nil, ErrFormat
	}
	base0, base1, base2 := b[:n], b[n:2*n], b[2*n:3*n]
	label0, label1 := b[3*n:4*n], b[4*n:5*n]
	cost0, cost1 := b[5*n:6*n], b[6*n:7*n]
	t := Trie{Units: make([]Unit, n)}
	for i := range t.Units {
		t.Units[i] = Unit{
			Base:  uint32(base0[i]) | uint32(base1[i])<<8 | uint32(base2[i])<<16,
			Label: uint16(label0[i]) | uint16(label1[i])<<8,
			Cost:  uint16(cost0[i]) | uint16(cost1[i])<<8,
		}
	}
	return t, b[planes*n:], nil
}

// append appends the lexicon's bytes to b.
func (l *Lexicon) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(l.Total))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(l.Runes)))
	for _, r := range l.Runes {
		b = binary.LittleEndian.AppendUint16(b, r)
	}
	return l.Trie.append(b)
}

// Parse reads what Compile wrote.
func Parse(b []byte) (*Lexicon, error) {
	const head = 12
	if len(b) < head {
		return nil, ErrFormat
	}
	l := &Lexicon{Total: math.Float64frombits(binary.LittleEndian.Uint64(b))}
	n := int(binary.LittleEndian.Uint32(b[8:]))
	b = b[head:]
	if n > MaxCode || 2*n > len(b) || !(l.Total > 0) {
		return nil, ErrFormat
	}
	l.Runes = make([]uint16, n)
	for i := range l.Runes {
		l.Runes[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	var err error
	l.Trie, _, err = parseTrie(b[2*n:])
	return l, err
}
