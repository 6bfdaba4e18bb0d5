package token

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// naiveEncode merges byte by byte as the paper tells it: look through all pairs,
// merge the leftmost with the lowest rank, begin again.
func naiveEncode(tok *Tokenizer, piece string) []int32 {
	m := tok.model.(*byteBPE)
	var ids []int32
	for i := range len(piece) {
		ids = append(ids, m.start[piece[i]])
	}
	for {
		best, at := len(tok.vocab.merges), -1
		for i := range len(ids) - 1 {
			for rank, r := range tok.vocab.merges[:best] {
				if r.left == ids[i] && r.right == ids[i+1] {
					best, at = rank, i
					break
				}
			}
		}
		if at < 0 {
			return ids
		}
		ids = slices.Replace(ids, at, at+2, tok.vocab.merges[best].result)
	}
}

// Short pieces, long ones, pieces cut into parts and pieces from the cache all
// come to what the plain algorithm gives.
func TestEncodeAsPlainBPE(t *testing.T) {
	tok := trained(t)
	parts := []string{
		"衣", "服", "连衣裙", "的", "风衣", "蓝色", "好看", "穿", "鞋", "é", "à", "oo", "linen", "the", "ing", "e", "l", "t", "a",
		"\xe8", "\xa1", "\xb8", "\xff", "한", "셔츠", "😀", "👗", "ก",
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{3, 8, 30, 120}).Draw(t, "most")
		text := ""
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(parts), 0, n).Draw(t, "parts") {
			text += p
		}
		for range 2 { // the second time from the cache
			var want []int32
			for piece := range tok.pieces.of(text) {
				want = append(want, naiveEncode(tok, piece)...)
			}
			if got := tok.Encode(nil, text); !slices.Equal(got, want) {
				t.Fatalf("%q\n got %v\nwant %v", text, tok.show(got), tok.show(want))
			}
		}
	})
}

func TestMergeShortAndLongAgree(t *testing.T) {
	tok := trained(t)
	pairs := tok.model.(*byteBPE).pairs
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Int32Range(1, int32(tok.Size()-1)), 0, shortPiece).Draw(t, "ids")
		short, long := &scratch{ids: slices.Clone(ids)}, &scratch{ids: slices.Clone(ids)}
		pairs.mergeShort(short)
		pairs.mergeLong(long)
		if !slices.Equal(short.ids, long.ids) {
			t.Fatalf("%v: %v and %v", ids, short.ids, long.ids)
		}
	})
}

// The cache tells pieces apart that have the same bytes in other places.
func TestCacheKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 0xff}), 1, cachePiece)
		a, b := string(gen.Draw(t, "a")), string(gen.Draw(t, "b"))
		la, ha := cacheKey(a)
		lb, hb := cacheKey(b)
		if (la == lb && ha == hb) != (a == b) {
			t.Fatalf("%q and %q have the keys %x %x and %x %x", a, b, la, ha, lb, hb)
		}
	})
}
