// Package report turns trends into what a person takes away: one HTML file
// that needs nothing else, and tables other programs read.
//
//	signal, forecast, corpus (quality) -> [report] -> report.html, trends.json, series.csv, forecasts.csv
//
// In: trends (a concept, its signal, its forecast and its evidence) with
// figures on the quality of the data and on the methods. Out: the most
// newsworthy of them first. The package computes no forecast and reads no
// store: every number it prints is given to it or is plain arithmetic over
// what was given, so a report can be checked against trends.json by hand.
//
// Charts are drawn by the chart folder below; words live in lang, one file a
// language.
package report
