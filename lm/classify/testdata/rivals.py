#!/usr/bin/env python3
"""Holds what six.sh predicted against simple models that learn from the same
rows: scikit-learn's TF-IDF with a linear SVM (words, characters, for Chinese
jieba's words; C of .1, .3, 1, 3) and fastText. For each task it prints every
rival's accuracy, and of the best rival the mean difference over the held-out
rows with its standard error.

    pip install scikit-learn jieba fasttext-wheel
    rivals.py OUT MODEL FOLD[,FOLD...] [TASK...]

The best rival is chosen by the held-out rows themselves, which favours it.
"""
import csv, json, logging, random, re, sys
from collections import defaultdict

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

try:
    import fasttext
    fasttext.FastText.eprint = lambda x: None
except ImportError:
    fasttext = None
try:
    import jieba
    jieba.setLogLevel(logging.ERROR)
except ImportError:
    jieba = None

TASKS = {
    "zh_headlines": ("tsv", 1, 0), "zh_clothes": ("csv", "review", "label"),
    "recommended": ("csv", "Review Text", "Recommended IND"), "department": ("csv", "Review Text", "Department Name"),
    "product": ("csv", "productDisplayName", "articleType"), "huffpost": ("tsv", 0, 1),
}
CHINESE = ("zh_headlines", "zh_clothes")


def read(folder, part, task):
    """Texts and labels; None for a row that lacks either, so that rows keep their numbers."""
    kind, text, label = TASKS[task]
    with open(f"{folder}/{part}.{kind}", encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f) if kind == "csv" else (l.rstrip("\n").split("\t") for l in f)
        if kind == "tsv":
            rows = (r if len(r) == 2 else ["", ""] for r in rows)
        return [(r[text], r[label]) if r[text].strip() and r[label] else None for r in rows]


def views(task):
    v = {}
    if task != "zh_clothes":
        v["words 1-2"] = dict(ngram_range=(1, 2), token_pattern=r"\S+" if task in CHINESE else r"(?u)\b\w\w+\b")
    if task in CHINESE:
        v["chars 1-2"] = dict(analyzer="char", ngram_range=(1, 2))
        v["chars 1-3"] = dict(analyzer="char", ngram_range=(1, 3))
    else:
        v["chars in words 3-5"] = dict(analyzer="char_wb", ngram_range=(3, 5))
    if task == "zh_clothes" and jieba:
        v["jieba words 1-2"] = dict(ngram_range=(1, 2), tokenizer=jieba.lcut, token_pattern=None)
    return v


def spaced(task, text):
    """A text as fastText wants it: tokens between blanks."""
    if task == "zh_clothes":
        return " ".join(jieba.lcut(text)) if jieba else " ".join(text)
    text = text.replace("\n", " ")
    return text if task in CHINESE else re.sub(r"([.!?,'/()])", r" \1 ", text).lower()


def rivals(task, folder, x, y, held):
    for name, options in views(task).items():
        v = TfidfVectorizer(sublinear_tf=True, **options)
        a, b = v.fit_transform(x), v.transform(held)
        for c in (0.1, 0.3, 1, 3):
            yield f"SVM, {name}, C {c}", LinearSVC(C=c).fit(a, y).predict(b)
    if fasttext:
        labels = sorted(set(y))
        path = f"{folder}/fasttext.txt"
        with open(path, "w", encoding="utf-8") as f:
            lines = [f"__label__{labels.index(l)} {spaced(task, t)}\n" for t, l in zip(x, y)]
            random.Random(1).shuffle(lines)  # it learns in the order of the file, which may be that of the labels
            f.writelines(lines)
        for name, options in (("as it comes", {}), ("pairs of words, rate .5, 15 epochs", dict(wordNgrams=2, lr=0.5, epoch=15))):
            m = fasttext.train_supervised(path, thread=1, verbose=0, **options)
            best = [m.f.predict(spaced(task, t) + "\n", 1, 0.0, "strict") for t in held]
            yield f"fastText, {name}", [labels[int(p[0][1][9:])] if p else labels[0] for p in best]


def main():
    out, model, folds, tasks = sys.argv[1], sys.argv[2], sys.argv[3].split(","), sys.argv[4:] or TASKS
    for task in tasks:
        right = defaultdict(list)
        for fold in folds:
            folder = f"{out}/{fold}/{task}"
            learn = [r for r in read(folder, "learn", task) if r]
            held = read(folder, "held", task)
            with open(f"{folder}/{model}.jsonl", encoding="utf-8") as f:
                ours = [json.loads(l)["label"] for l in f]
            assert len(ours) == len(held), (len(ours), len(held))
            ours = [p for p, r in zip(ours, held) if r]
            x, truth = zip(*(r for r in held if r))
            right["ours"] += [p == t for p, t in zip(ours, truth)]
            for name, guess in rivals(task, folder, *zip(*learn), x):
                right[name] += [p == t for p, t in zip(guess, truth)]
        mine = np.array(right.pop("ours"), float)
        for name, r in right.items():
            print(f"{task:14s} {name:50s} {np.mean(r):.4f}")
        best = max(right, key=lambda n: np.mean(right[n]))
        d = mine - np.array(right[best], float)
        print(f"{task:14s} {model}: {mine.mean():.4f} of {len(mine)}; best rival {best}: {np.mean(right[best]):.4f};"
              f" difference {d.mean():+.4f}, standard error {d.std(ddof=1) / len(d) ** 0.5:.4f}", flush=True)


if __name__ == "__main__":
    main()
