package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"hemline/text/zh"
	"hemline/text/zh/internal/lexicon"
)

// dictionary makes the embedded dictionary from jieba's dict.txt: lines of
// word, frequency and part of speech. Words are folded to simplified lower
// case; what becomes the same word keeps the larger frequency.
func dictionary(in, out string) error {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	freq := map[string]float64{}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		fields := strings.Fields(sc.Text())
		if len(fields) < 2 {
			return fmt.Errorf("%s:%d: want word, frequency and part of speech", in, n)
		}
		v, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", in, n, err)
		}
		w := strings.Map(zh.Simplify, strings.ToLower(fields[0]))
		freq[w] = max(freq[w], v)
	}
	if err := sc.Err(); err != nil {
		return err
	}
	words := make([]lexicon.Word, 0, len(freq))
	for _, w := range slices.Sorted(maps.Keys(freq)) {
		words = append(words, lexicon.Word{Text: w, Freq: freq[w]})
	}
	raw, err := lexicon.Compile(words)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}
