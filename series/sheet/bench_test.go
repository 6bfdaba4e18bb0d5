package sheet

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"
)

// weekly is n series of 209 weeks, wide or long.
func weekly(n int, long bool) []byte {
	var b bytes.Buffer
	start := time.Date(2015, 1, 5, 0, 0, 0, 0, time.UTC)
	if long {
		b.WriteString("unique_id,ds,y\n")
		for s := range n {
			for i := range 209 {
				fmt.Fprintf(&b, "series_%d,%s,%.8f\n", s, start.AddDate(0, 0, 7*i).Format(time.DateOnly), float64(s*i%97)/977)
			}
		}
		return b.Bytes()
	}
	b.WriteString("ds")
	for s := range n {
		fmt.Fprintf(&b, ",series_%d", s)
	}
	for i := range 209 {
		fmt.Fprintf(&b, "\n%s", start.AddDate(0, 0, 7*i).Format(time.DateOnly))
		for s := range n {
			fmt.Fprintf(&b, ",%.8f", float64(s*i%97)/977)
		}
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, c := range []struct {
		name string
		long bool
	}{{"wide", false}, {"long", true}} {
		file := weekly(10_000, c.long)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				t, err := Read(context.Background(), bytes.NewReader(file), "x.csv", Options{})
				if err != nil || len(t.Series) != 10_000 {
					b.Fatal(err)
				}
			}
		})
	}
}
