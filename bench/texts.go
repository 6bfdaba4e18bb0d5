package main

import (
	"context"
	"errors"
	"path/filepath"

	"hemline/source"
	"hemline/source/file"
)

// set is a file of texts below the data folder and the columns they stand in.
type set struct {
	name    string
	mapping file.Mapping
}

// headlines is what a language model of trends learns from.
func headlines() set { return set{"weibo_hot_search.tsv.gz", file.Mapping{Text: "3"}} }

// topics is what the CNN tells apart.
func topics() set {
	return set{"zh_headlines.tsv.gz", file.Mapping{Text: "2", Label: "1"}}
}

// mixed is Chinese and English together, news, posts, reviews and names of
// products: some 50 MB.
func mixed() []set {
	return []set{
		headlines(),
		{"huffpost_2018_2022.jsonl.gz", file.Mapping{Title: "headline", Body: "short_description"}},
		{"huffpost_categories.tsv.gz", file.Mapping{Text: "1"}},
		{"womens_clothing_reviews.csv.gz", file.Mapping{Text: "Review Text"}},
		{"zh_online_shopping.csv.gz", file.Mapping{Text: "review"}},
		{"reddit_fashion.jsonl.gz", file.Mapping{Title: "title", Body: "selftext"}},
		topics(),
		{"fashion_product_styles.csv.gz", file.Mapping{Text: "productDisplayName"}},
	}
}

// errNoData is a row that needs texts without a folder of them.
var errNoData = errors.New("needs real texts: name their folder with --data")

// items hands over the rows of a set.
func (b *bench) items(ctx context.Context, s set, each func(source.Item)) error {
	if b.data == "" {
		return errNoData
	}
	r := file.Reader{
		Paths: []string{filepath.Join(b.data, s.name)}, Mapping: s.mapping,
		Constants: file.Constants{Date: "2000-01-01"}, // the reader wants one; none is used here
	}
	return r.Run(ctx, func(it source.Item) error {
		if it.Problem == "" {
			each(it)
		}
		return nil
	})
}

// read returns the texts of a set.
func (b *bench) read(ctx context.Context, s set) ([]string, error) {
	var out []string
	err := b.items(ctx, s, func(it source.Item) {
		for _, t := range []string{it.Title, it.Body} {
			if t != "" {
				out = append(out, t)
			}
		}
	})
	return out, err
}

// take returns texts of a number of bytes, from the beginning again when there
// are not as many.
func take(texts []string, size int) (out []string, total int) {
	for i := 0; total < size && len(texts) > 0; i++ {
		t := texts[i%len(texts)]
		out, total = append(out, t), total+max(len(t), 1)
	}
	return out, total
}

// skip is what a group returns whose rows cannot be measured for want of what
// they need; nothing when the program is being ended.
func skip(ctx context.Context, why error, rows ...row) ([]row, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for i := range rows {
		rows[i].Skipped = why.Error()
	}
	return rows, nil
}
