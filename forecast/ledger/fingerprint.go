package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"hemline/series"
)

// Fingerprint is the SHA-256, in hex, of the values of a series: the line
// "hemline series 1", the frequency, the first instant of the first period in
// RFC 3339, then each value with the fewest decimal digits that read back to
// it (no exponent), "NaN" where it is missing; every line ends in a line feed.
// The values are those of the column share of series.csv, an empty field being
// NaN, so anybody can redo it.
func Fingerprint(s series.Series) string {
	h := sha256.New()
	fmt.Fprintf(h, "hemline series 1\n%s\n%s\n", s.Freq, s.Start.UTC().Format(time.RFC3339))
	var b []byte
	for _, v := range s.Values {
		b = b[:0]
		if math.IsNaN(v) {
			b = append(b, "NaN"...)
		} else {
			b = strconv.AppendFloat(b, v, 'f', -1, 64)
		}
		h.Write(append(b, '\n'))
	}
	return digest(h)
}

// FingerprintSet is the SHA-256, in hex, over several series, in the order of
// their ids: the line "hemline set 1", then for each its Fingerprint, a space
// and its id. A forecast learns from the other series of its run too.
func FingerprintSet(ss []series.Series) string {
	lines := make([]string, len(ss))
	for i, s := range ss {
		lines[i] = Fingerprint(s) + " " + strconv.Quote(s.ID)
	}
	// By id, not by hash: 64 digits and a space come before it.
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[65:]+a, b[65:]+b) })
	h := sha256.New()
	fmt.Fprintf(h, "hemline set 1\n%s\n", strings.Join(lines, "\n"))
	return digest(h)
}

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
