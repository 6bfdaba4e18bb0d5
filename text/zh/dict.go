package zh

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"

	"hemline/text/zh/internal/lexicon"
)

//go:generate go run ./internal/gen dict $JIEBA_DICT dict.bin.gz

// dictFile is jieba's dictionary as lexicon.Compile lays it out, compressed.
//
//go:embed dict.bin.gz
var dictFile []byte

// loadDict unpacks the embedded dictionary; each call gives one of its own.
func loadDict() (*lexicon.Lexicon, error) {
	z, err := gzip.NewReader(bytes.NewReader(dictFile))
	if err != nil {
		return nil, fmt.Errorf("zh: embedded dictionary: %w", err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("zh: embedded dictionary: %w", err)
	}
	l, err := lexicon.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("zh: embedded dictionary: %w", err)
	}
	return l, nil
}
