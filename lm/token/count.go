package token

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// word is a distinct piece and how often it occurs.
type word struct {
	text  string
	count int64
}

// maxDistinct is how many bytes of distinct pieces the learner's 32-bit offsets
// reach.
const maxDistinct = 1<<32 - 1

// batchBytes is how much text goes to a worker at once: enough that handing it
// over costs nothing, little enough that both are busy to the end.
const batchBytes = 1 << 18

// count cuts the texts into pieces on all workers and counts them. Each worker
// keeps its own counts; the sum is sorted, so that it does not matter who
// counted what.
func (c *Trainer) count(ctx context.Context, texts iter.Seq[string]) ([]word, error) {
	batches := make(chan []string, c.Workers)
	counters := make([]counter, c.Workers)
	classes, pattern := newClasses(), patternOf(qwen2Text)
	var wg sync.WaitGroup
	for i := range counters {
		k := &counters[i]
		*k = counter{classes: classes, pattern: pattern, longest: c.MaxPiece, at: map[string]int32{}}
		wg.Go(func() {
			for batch := range batches {
				for _, text := range batch {
					k.add(text)
				}
			}
		})
	}
	err := feed(ctx, texts, batches)
	close(batches)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	all := &counters[0]
	for i := range counters[1:] {
		for _, w := range counters[1+i].words {
			all.addWord(w.text, w.count)
		}
	}
	total := 0
	for _, w := range all.words {
		total += len(w.text)
	}
	if total > maxDistinct {
		return nil, fmt.Errorf("%d bytes of distinct pieces, more than %d: train on a part of the texts", total, maxDistinct)
	}
	slices.SortFunc(all.words, func(a, b word) int { return strings.Compare(a.text, b.text) })
	return all.words, nil
}

func feed(ctx context.Context, texts iter.Seq[string], batches chan<- []string) error {
	var batch []string
	size := 0
	send := func() error {
		select {
		case batches <- batch:
			batch, size = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for text := range texts {
		batch = append(batch, text)
		if size += len(text); size >= batchBytes {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(batch) > 0 {
		return send()
	}
	return ctx.Err()
}

// counter counts pieces.
type counter struct {
	classes *classes
	pattern *pattern
	longest int
	at      map[string]int32 // index in words
	words   []word
}

func (k *counter) add(text string) {
	for i := 0; i < len(text); {
		end := k.pattern.end(k.classes, text, i)
		for end-i > k.longest {
			// Cut before a character, where the piece has characters.
			cut := i + k.longest
			for cut > i+k.longest-utf8.UTFMax && cut > i+1 && !utf8.RuneStart(text[cut]) {
				cut--
			}
			k.addWord(text[i:cut], 1)
			i = cut
		}
		k.addWord(text[i:end], 1)
		i = end
	}
}

func (k *counter) addWord(text string, n int64) {
	if at, ok := k.at[text]; ok {
		k.words[at].count += n
		return
	}
	// The copy lets the text go that the piece was cut from.
	text = strings.Clone(text)
	k.at[text] = int32(len(k.words))
	k.words = append(k.words, word{text, n})
}
