package token

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"unicode/utf8"
)

// Trainer makes a byte-level BPE tokenizer from texts. The zero value trains
// 8,192 entries with <|endoftext|> as the one special token.
//
// Texts are cut by the pattern of Qwen2: words with the space or mark before
// them, single digits, runs of punctuation, lines. It is chosen because other
// programs know it by name, so that an exported model is read the same there;
// because single digits let sizes, prices and years share their tokens; and
// because it takes a run of Chinese as one piece, so that the merges find the
// words themselves, which no list of words could for the language of a trend.
// The price of the last is that a merge may cross from one word into the next;
// MaxToken keeps it from learning whole headlines that were printed often.
type Trainer struct {
	Size         int      // entries in all, special tokens and the 256 bytes included; 0: 8192
	Special      []string // special tokens, which take the first ids; nil: <|endoftext|>
	Before       []string // special tokens Options.Template puts before a text
	After        []string // and after it
	MinFrequency int      // pairs seen more rarely make no token; 0: 2
	MaxToken     int      // longest token in bytes; 0: 32, ten Chinese characters and any English word
	MaxPiece     int      // longest piece counted whole, in bytes; 0: 256. Longer ones are counted in parts
	Workers      int      // goroutines that count; 0: GOMAXPROCS. The result does not depend on it
}

// Bounds on what can be asked for. Size fits the trainer's tables; the others
// keep a single piece from being all the work.
const (
	maxTrainSize = 1 << 18
	maxMaxPiece  = 1<<16 - 1 // lengths of words are 16 bits
)

func (c Trainer) withDefaults() (Trainer, error) {
	or := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or(&c.Size, 8192)
	or(&c.MinFrequency, 2)
	or(&c.MaxToken, 32)
	or(&c.MaxPiece, 256)
	or(&c.Workers, runtime.GOMAXPROCS(0))
	if c.Special == nil {
		c.Special = []string{"<|endoftext|>"}
	}
	least := 256 + len(c.Special)
	switch {
	case c.Size < least || c.Size > maxTrainSize:
		return c, fmt.Errorf("token: train: a vocabulary of %d: give a number from %d (the bytes and special tokens) to %d", c.Size, least, maxTrainSize)
	case c.MinFrequency < 1 || c.MaxToken < 1 || c.Workers < 1:
		return c, fmt.Errorf("token: train: minimum frequency %d, longest token %d, workers %d: each has to be at least 1", c.MinFrequency, c.MaxToken, c.Workers)
	case c.MaxPiece < 1 || c.MaxPiece > maxMaxPiece:
		return c, fmt.Errorf("token: train: longest piece %d: give a number from 1 to %d", c.MaxPiece, maxMaxPiece)
	}
	for i, s := range c.Special {
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) < 2 || len(s) > maxName || slices.Contains(c.Special[:i], s) {
			return c, fmt.Errorf("token: train: special token %q: give each once, with at least two characters and at most %d bytes", s, maxName)
		}
	}
	for _, s := range slices.Concat(c.Before, c.After) {
		if !slices.Contains(c.Special, s) {
			return c, fmt.Errorf("token: train: the template names %q, which is not among the special tokens", s)
		}
	}
	return c, nil
}

// Train counts the texts and learns the merges, the most frequent pair first,
// of equals the one with the lower ids (Sennrich, Haddow and Birch 2016; counts
// are exact). The vocabulary is smaller than asked for when the texts do not
// hold enough pairs. It ends early with ctx's error.
func (c Trainer) Train(ctx context.Context, texts iter.Seq[string]) (*Tokenizer, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	words, err := c.count(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("token: train: %w", err)
	}
	b := newByteRunes()
	ids := make(map[string]int32, c.Size)
	for i, s := range c.Special {
		ids[s] = int32(i)
	}
	// Single bytes in the order of the characters that stand for them, as the
	// reference does, so that the same texts give the same ids there.
	runes := b.toRune
	slices.Sort(runes[:])
	var start [256]int32
	for i, r := range runes {
		id := int32(len(c.Special) + i)
		start[b.toByte[r]], ids[string(r)] = id, id
	}
	l := newLearner(&c, words, &start)
	if err := l.learn(ctx); err != nil {
		return nil, fmt.Errorf("token: train: %w", err)
	}
	for id := len(ids); id < len(l.raw); id++ {
		ids[b.written(l.raw[id])] = int32(id)
	}
	return c.assemble(ids, l.merges)
}

// assemble makes the tokenizer the way a file of it would be read, so that a
// trained and a loaded one cannot differ.
func (c *Trainer) assemble(ids map[string]int32, merges []merge) (*Tokenizer, error) {
	v, err := newVocab(ids)
	if err != nil {
		return nil, fmt.Errorf("token: train: %w", err)
	}
	v.merges = merges
	f := file{
		Version:      "1.0",
		PreTokenizer: json.RawMessage(`{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":` + quoted(qwen2Text) + `},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false}]}`),
		Decoder:      json.RawMessage(`{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false}`),
	}
	for i, s := range c.Special {
		f.AddedTokens = append(f.AddedTokens, addedToken{ID: int32(i), Content: s, Special: true})
	}
	if len(c.Before)+len(c.After) > 0 {
		f.PostProcessor = c.templateJSON()
	}
	t, err := f.assemble(&modelFile{Type: "BPE"}, v)
	if err != nil {
		return nil, fmt.Errorf("token: train: %w", err)
	}
	return t, nil
}

// templateJSON writes the template for one text; for two it is the same around
// both, which the format requires to be said.
func (c *Trainer) templateJSON() json.RawMessage {
	piece := func(s string, typ int) string {
		return `{"SpecialToken":{"id":` + quoted(s) + `,"type_id":` + fmt.Sprint(typ) + `}}`
	}
	list := func(n int) json.RawMessage {
		out := "["
		for typ, seq := range []string{"A", "B"}[:n] {
			for _, s := range c.Before {
				out += piece(s, typ) + ","
			}
			out += `{"Sequence":{"id":"` + seq + `","type_id":` + fmt.Sprint(typ) + `}},`
			for _, s := range c.After {
				out += piece(s, typ) + ","
			}
		}
		return json.RawMessage(out[:len(out)-1] + "]")
	}
	toks := ""
	for i, s := range c.Special {
		if slices.Contains(c.Before, s) || slices.Contains(c.After, s) {
			toks += fmt.Sprintf(`,%s:{"id":%s,"ids":[%d],"tokens":[%s]}`, quoted(s), quoted(s), i, quoted(s))
		}
	}
	return json.RawMessage(`{"type":"TemplateProcessing","single":` + string(list(1)) + `,"pair":` + string(list(2)) + `,"special_tokens":{` + toks[1:] + `}}`)
}

// quoted is a string in JSON.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a string has no value that could fail
	return string(b)
}
