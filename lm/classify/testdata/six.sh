#!/bin/sh
# Trains and evaluates classifiers on six tasks: one row in five is held out, the
# others are learnt from. It prints the table of docs/models.md.
#
#   HEMLINE_DATA=DIR lm/classify/testdata/six.sh [OUT [MODELS [FOLD [TASKS]]]]
#
# OUT (six) keeps the parts, the models, the whole reports and the predictions;
# MODELS ("cnn best") are what to train, a name with a colon and a folder meaning
# that language model; FOLD (0) is the remainder by five of the rows' numbers
# that are held out; TASKS are those of the list below, all when empty.
# HEMLINE is the program, when it is not on the path.
set -eu
: "${HEMLINE_DATA:?names the folder of the data sets}"
out=${1:-six} models=${2:-cnn best} fold=${3:-0} tasks=${4:-}
hemline=${HEMLINE:-hemline}

# cut_rows FOLDER EXTENSION QUOTED HEADER: standard input in two parts. A quoted
# field may hold line breaks: a row ends where its quotes are paired.
cut_rows() {
	awk -v fold="$fold" -v learn="$1/learn.$2" -v held="$1/held.$2" -v quoted="$3" -v header="$4" '
		{ row = open ? row "\n" $0 : $0; open = quoted && gsub(/"/, "\"", row) % 2 }
		open { next }
		header { print row > learn; print row > held; header = 0; next }
		{ print row > (++n % 5 == fold ? held : learn) }'
}

# task NAME FILE TEXT LABEL: every model on the rows of standard input.
task() {
	case " ${tasks:-$1} " in *" $1 "*) ;; *) cat >/dev/null; return ;; esac
	dir=$out/$fold/$1 extension=${2#*.} extension=${extension%%.*}
	mkdir -p "$dir"
	case $extension in csv) cut_rows "$dir" csv 1 1 ;; *) cut_rows "$dir" tsv 0 0 ;; esac
	for model in $models; do
		name=$(echo "$model" | tr ':/' '--')
		lm=${model#"${model%%:*}"} lm=${lm#:}
		# In a shell of its own, whose children it alone is, times tells what it took.
		(
			"$hemline" classify train --data "$dir/learn.$extension" --text-column "$3" --label-column "$4" \
				--model "${model%%:*}" ${lm:+--lm "$lm"} --seed 1 --out "$dir/$name" >"$dir/$name.train.txt" 2>"$dir/$name.log"
			times >"$dir/$name.times.txt"
		)
		seconds=$(awk 'END { split($1, t, /[ms]/); print int(60*t[1] + t[2]) }' "$dir/$name.times.txt")
		"$hemline" classify eval --model "$dir/$name" --data "$dir/held.$extension" --text-column "$3" --label-column "$4" \
			--out "$dir/$name-pictures" >"$dir/$name.eval.txt" 2>>"$dir/$name.log"
		"$hemline" classify predict --model "$dir/$name" --data "$dir/held.$extension" --text-column "$3" \
			--out "$dir/$name.jsonl" 2>>"$dir/$name.log"
		# accuracy, macro F1, log loss and calibration error end the lines of the
		# baseline and of the model.
		awk -v task="$1" -v model="$model" -v seconds="$seconds" '
			NR == 2 { linear = $(NF-3) " | " $(NF-2) " | " $NF }
			NR == 3 { print "| " task " | " model " | " $(NF-3) " | " $(NF-2) " | " $NF " | " linear " | " seconds " |" }' "$dir/$name.eval.txt"
	done
}

rows() { gzip -dc "$HEMLINE_DATA/$1"; }

echo '| task | model | accuracy | macro F1 | calibration error | linear: accuracy | macro F1 | calibration error | CPU, s |'
echo '|---|---|---|---|---|---|---|---|---|'
rows zh_headlines.tsv.gz | task zh_headlines headlines.tsv 2 1
rows zh_online_shopping.csv.gz | awk -F, 'NR == 1 || $1 == "衣服"' | task zh_clothes shopping.csv review label
rows womens_clothing_reviews.csv.gz | task recommended reviews.csv 'Review Text' 'Recommended IND'
rows womens_clothing_reviews.csv.gz | task department reviews.csv 'Review Text' 'Department Name'
rows fashion_product_styles.csv.gz | task product products.csv productDisplayName articleType
rows huffpost_categories.tsv.gz | task huffpost news.tsv 1 2
