// Package demo writes a synthetic corpus with planted trends and scores what
// was found of them.
//
//	plan.yaml, seed -> [demo] -> CSV files -> the whole path -> Score
//	                        \-> the year after, which only the Score sees
//
// In: a plan (which concept rises, falls, returns every year) and a seed. Out:
// one CSV a platform, in English and Chinese, and the truth to compare with.
// Nothing in it is a real post; it exists so that the path can be judged where
// the answer is known.
package demo
