package main

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// versionFlag prints the version and ends.
type versionFlag bool

func (v versionFlag) BeforeReset(app *kong.Kong, vars kong.Vars) error {
	fmt.Fprintln(app.Stdout, "hemline", vars["version"])
	app.Exit(done)
	return nil
}

// examples are shown under a command's help.
var examples = map[string][]string{
	"": {
		"hemline demo                                  see the whole path on invented posts",
		"hemline import posts.csv.gz -w shop           read a file into the workspace shop",
		"hemline run -w shop                           write shop/reports/DATE/report.html",
		"hemline trends -w shop --kind colour --json   for a script",
	},
	"init": {"hemline init shop"},
	"import": {
		"hemline import posts.csv",
		"hemline import 'dump/*.jsonl.gz' -w shop --set market=us,channel=social",
		"hemline import hot.tsv.gz --map date=1,rank=2,text=3 --set market=cn",
		"zcat big.csv.gz | hemline import - --format csv --json",
	},
	"run": {
		"hemline run -w shop",
		"hemline run --config examples/weibo.yaml --as-of 2023-09-30 --out out/weibo",
		"hemline run -w shop --lang zh",
	},
	"demo":   {"hemline demo", "hemline demo --out try --seed 7 --json"},
	"trends": {"hemline trends -w shop -n 20", "hemline trends -w shop --as-of 2024-12-31 --market cn --json"},
	"search": {`hemline search "马面裙"`, `hemline search '"trench coat" camel' --since 2024-01-01 --json`},
	"lm train": {
		"hemline lm train -w shop --size small",
		"hemline lm train --data titles.tsv.gz --text-column 3 --date-column 1 --steps 1000 --out models/weibo",
		"hemline lm train --data titles.tsv.gz --text-column 3 --shape encoder --size tiny --out models/gaps",
		"hemline lm train -w shop --from models/bert --lora 8 --out models/shop-bert",
	},
	"lm eval":     {"hemline lm eval --model models/weibo --data new.tsv --text-column 3 --json"},
	"lm generate": {`hemline lm generate --model models/weibo "今年秋天流行"`, "hemline lm generate --model models/weibo --temperature 0"},
	"lm embed":    {`hemline lm embed --model models/weibo --data titles.tsv.gz --text-column 3 "美拉德穿搭"`},
	"lm export":   {"hemline lm export --model models/weibo --out hf/weibo", "hemline lm export --model models/weibo --format gguf --out weibo.gguf"},
	"lm import":   {"hemline lm import downloads/qwen3 --out models/qwen3", "hemline lm import downloads/bert-base-chinese --out models/bert"},
	"classify train": {
		"hemline classify train --data reviews.csv --text-column review --label-column recommended --out models/reviews",
		"hemline classify train --data headlines.tsv.gz --text-column 2 --label-column 1 --lm models/lm --out models/headlines",
	},
	"classify eval":    {"hemline classify eval --model models/reviews --data new.csv --text-column review --label-column recommended --out pictures"},
	"classify predict": {"hemline classify predict --model models/reviews --data new.csv --text-column review --out labels.jsonl"},
	"classify label": {
		"hemline classify label --from-outcome -w shop --as-of 2024-12-31 --out outcomes.jsonl",
		"hemline classify label --from-outcome -w shop --train",
		"hemline classify label --from-outcome -w shop --train --horizon 13 --factor 1.5 --json",
	},
	"forecast": {
		"hemline forecast --input weekly.csv --horizon 52 --season 52 --out forecasts.csv",
		"hemline forecast --input sales.csv --leading influencers.csv --levels 80,95 --status status.csv -o forecasts.parquet",
		"hemline forecast --input shops.csv --totals regions.csv -o forecasts.csv",
		"zcat long.csv.gz | hemline forecast --input - --columns id=term,ds=week,y=index --json",
		"hemline forecast -w shop --as-of 2024-12-31 -n 26",
	},
	"backtest": {
		"hemline backtest --input weekly.csv --horizon 52 --season 52",
		"hemline backtest --input weekly.csv --horizon 52 --origin 2016-12-31,2017-12-31 --leading influencers.csv",
		"hemline backtest --input m4_weekly_train.csv.gz --horizon 13 --origins 1 --mase-season 1 --method all --csv",
		"hemline backtest -w shop --json",
	},
	"ledger publish": {"hemline ledger publish -w shop", "hemline ledger publish -w shop --as-of 2024-12-31 --market cn"},
	"ledger verify":  {"hemline ledger verify -w shop", "hemline ledger verify -w shop --head 5b1f... --json"},
	"ledger score":   {"hemline ledger score -w shop", "hemline ledger score -w shop --as-of 2025-06-30"},
	"ledger report":  {"hemline ledger report -w shop", "hemline ledger report -w shop --revised --json"},
	"predict": {
		`hemline predict "新中式穿搭今年秋天还会火吗" -w shop`,
		`hemline predict "barn jackets are everywhere" -w shop --as-of 2024-12-31 --json`,
		"hemline predict --data drafts.csv --text-column headline -w shop --out judged.jsonl",
	},
	"eval text":     {"hemline eval text --data out.csv --hypothesis-column generated --reference-column human --lang zh"},
	"corpus stats":  {"hemline corpus stats -w shop --json"},
	"corpus export": {"hemline corpus export shop.parquet -w shop", "hemline corpus export -w shop | head"},
}

// withExamples prints kong's help and the command's examples.
func withExamples(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	name := ""
	if node := ctx.Selected(); node != nil {
		name = node.Path()
	}
	for i, line := range examples[name] {
		if i == 0 {
			fmt.Fprintln(ctx.Stdout, "\nExamples:")
		}
		fmt.Fprintln(ctx.Stdout, " ", line)
	}
	return nil
}
